/** The mutant that is on in this process. Instrumented sources read it. */

let active = 0
let stepLimit = Infinity
let steps = 0
let onReach: (id: number) => void = () => {}
let onOverrun: () => void = () => {}

export interface SwitchOptions {
  /** The mutant to switch on. 0 for none. */
  readonly mutant: number
  /** The allowed number of loop iterations. */
  readonly stepLimit: number
  /** Called when code is reached that a mutant changes. */
  readonly onReach?: (id: number) => void
  /** Called when loops exceed it. It must not return. */
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

/** Counts one iteration of a loop. */
export function step(): void {
  steps += 1
  if (steps > stepLimit) onOverrun()
}

export const stepsTaken = (): number => steps
