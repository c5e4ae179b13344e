/** Which mutant is on in this process, for the instrumented sources to ask. */

let active = 0
let stepLimit = Infinity
let steps = 0
let onReach: (id: number) => void = () => {}
let onOverrun: () => void = () => {}

export interface SwitchOptions {
  /** The mutant to turn on; 0 is none. */
  readonly mutant: number
  /** How often loops may go round. */
  readonly stepLimit: number
  /** Called where code is reached that a mutant changes. */
  readonly onReach?: (id: number) => void
  /** Called when loops go round more often. It must not return. */
  readonly onOverrun: () => void
}

export function setSwitch(options: SwitchOptions): void {
  active = options.mutant
  stepLimit = options.stepLimit
  steps = 0
  onReach = options.onReach ?? (() => {})
  onOverrun = options.onOverrun
}

export function isOn(id: number): boolean {
  onReach(id)
  return id === active
}

/** Counts one round of a loop. */
export function step(): void {
  steps += 1
  if (steps > stepLimit) onOverrun()
}

export const stepsTaken = (): number => steps
