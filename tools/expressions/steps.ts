/**
 * Runs a regular expression by backtracking, as JavaScript engines do, and counts its steps. Unlike
 * a time, a count is the same on every machine.
 */
import { type Node, parseExpression } from './parse.ts'

export interface Found {
  readonly index: number
  readonly text: string
}

export interface Counted {
  /** All matches of a global or sticky expression, else the first. */
  readonly found: readonly Found[]
  readonly steps: number
}

/** Thrown for more steps than allowed. */
export class TooManySteps extends Error {}

type Instruction =
  | { readonly op: 'set'; readonly holds: (code: number) => boolean; readonly isBack: boolean }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save' | 'mark' | 'progress'; readonly slot: number }
  | { readonly op: 'clear'; readonly from: number; readonly end: number }
  | { readonly op: 'edge'; readonly edge: '^' | '$' | '\\b' | '\\B' }
  | { readonly op: 'look'; readonly program: Program; readonly isNegative: boolean }
  | { readonly op: 'back'; readonly index: number }
  | { readonly op: 'end' }

type Program = readonly Instruction[]
/** The positions where captures begin and end, and where iterations of loops began. -1 if unset. */
type Slots = readonly number[]

export interface Counter {
  /** @throws TooManySteps */
  run(input: string, limit: number): Counted
}

export function createCounter(source: string, flags: string): Counter {
  const { root, groups } = parseExpression(source, flags)
  const characterFlags = flags.replace(/[^iusv]/g, '')
  const isUnicode = /[uv]/.test(flags)
  const isMultiline = flags.includes('m')
  const sets = new Map<string, (code: number) => boolean>()
  let slotCount = 2 * (groups + 1)

  const setOf = (set: string): ((code: number) => boolean) => {
    const known = sets.get(set)
    if (known !== undefined) return known
    const pattern = new RegExp(`^(?:${set})$`, characterFlags)
    const answers = new Map<number, boolean>()
    const ask = (code: number): boolean => pattern.test(String.fromCodePoint(code))
    const ascii = Array.from({ length: 128 }, (_, code) => ask(code))
    const holds = (code: number): boolean => {
      if (code < 128) return ascii[code]!
      const answer = answers.get(code) ?? ask(code)
      answers.set(code, answer)
      return answer
    }
    sets.set(set, holds)
    return holds
  }

  const compile = (node: Node, isBack: boolean, program: Instruction[]): void => {
    switch (node.kind) {
      case 'set':
        program.push({ op: 'set', holds: setOf(node.source), isBack })
        break
      case 'sequence':
        for (const item of isBack ? node.items.toReversed() : node.items)
          compile(item, isBack, program)
        break
      case 'choice':
        compileChoice(node.options, isBack, program)
        break
      case 'group': {
        const slots = node.index === null ? [] : [2 * node.index, 2 * node.index + 1]
        if (isBack) slots.reverse()
        if (slots.length > 0) program.push({ op: 'save', slot: slots[0]! })
        compile(node.body, isBack, program)
        if (slots.length > 0) program.push({ op: 'save', slot: slots[1]! })
        break
      }
      case 'look': {
        const inner: Instruction[] = []
        compile(node.body, node.isBehind, inner)
        inner.push({ op: 'end' })
        program.push({ op: 'look', program: inner, isNegative: node.isNegative })
        break
      }
      case 'repeat':
        compileRepeat(node, isBack, program)
        break
      case 'edge':
        program.push({ op: 'edge', edge: node.edge })
        break
      case 'back':
        program.push({ op: 'back', index: node.index })
    }
  }
  const compileChoice = (
    options: readonly Node[],
    isBack: boolean,
    program: Instruction[],
  ): void => {
    const jumps: { to: number }[] = []
    options.forEach((option, place) => {
      if (place === options.length - 1) return compile(option, isBack, program)
      const split = { op: 'split' as const, first: program.length + 1, second: 0 }
      const jump = { op: 'jump' as const, to: 0 }
      program.push(split)
      compile(option, isBack, program)
      program.push(jump)
      jumps.push(jump)
      split.second = program.length
    })
    for (const jump of jumps) jump.to = program.length
  }
  const compileRepeat = (
    { min, max, isLazy, body, captures: [from, end] }: Node & { kind: 'repeat' },
    isBack: boolean,
    program: Instruction[],
  ): void => {
    const round = (): void => {
      if (from < end) program.push({ op: 'clear', from: 2 * from, end: 2 * end })
      compile(body, isBack, program)
    }
    const branch = (): { first: number; second: number } => {
      const split = { op: 'split' as const, first: program.length + 1, second: 0 }
      program.push(split)
      return split
    }
    const close = (split: { first: number; second: number }): void => {
      split.second = program.length
      if (isLazy) [split.first, split.second] = [split.second, split.first]
    }
    for (let count = 0; count < min; count++) round()
    const slot = slotCount++
    const splits: { first: number; second: number }[] = []
    for (let count = min; count < (max === Infinity ? min + 1 : max); count++) {
      const start = program.length
      splits.push(branch())
      program.push({ op: 'mark', slot })
      round()
      // An iteration that matches the empty text does not count.
      program.push({ op: 'progress', slot })
      if (max === Infinity) program.push({ op: 'jump', to: start })
    }
    for (const split of splits) close(split)
  }
  const program: Instruction[] = []
  compile(root, false, program)
  program.push({ op: 'end' })

  let input = ''
  let steps = 0
  let limit = 0
  /** The character after or before a position. -1 if there is none. */
  const codeAt = (position: number, isBack: boolean): number => {
    const at = isBack ? position - 1 : position
    if (at < 0 || at >= input.length) return -1
    if (!isUnicode) return input.charCodeAt(at)
    const pair = isBack && at > 0 ? input.codePointAt(at - 1)! : 0
    return pair > 0xffff ? pair : input.codePointAt(at)!
  }
  const isWord = (position: number): boolean =>
    position >= 0 && position < input.length && setOf('\\w')(input.charCodeAt(position))
  const isAtEdge = (edge: '^' | '$' | '\\b' | '\\B', position: number): boolean => {
    const isAtLine = (other: number): boolean =>
      isMultiline && /[\n\r\u2028\u2029]/.test(input[other] ?? '')
    if (edge === '^') return position === 0 || isAtLine(position - 1)
    if (edge === '$') return position === input.length || isAtLine(position)
    return (isWord(position - 1) !== isWord(position)) === (edge === '\\b')
  }
  /** The end position and the slots of a program, or `null` if it fails. */
  const execute = (
    code: Program,
    from: number,
    given: Slots,
  ): { end: number; slots: Slots } | null => {
    const untried: [at: number, position: number, slots: Slots][] = [[0, from, given]]
    let next = untried.pop()
    while (next !== undefined) {
      let [at, position, slots] = next
      let isAlive = true
      while (isAlive) {
        if (++steps > limit) throw new TooManySteps()
        const step = code[at++]!
        switch (step.op) {
          case 'end':
            return { end: position, slots }
          case 'set': {
            const code = codeAt(position, step.isBack)
            isAlive = code >= 0 && step.holds(code)
            const length = code > 0xffff ? 2 : 1
            position += step.isBack ? -length : length
            break
          }
          case 'split':
            untried.push([step.second, position, slots])
            at = step.first
            break
          case 'jump':
            at = step.to
            break
          case 'save':
          case 'mark':
            slots = slots.with(step.slot, position)
            break
          case 'progress':
            isAlive = slots[step.slot] !== position
            break
          case 'clear':
            slots = slots.map((value, slot) => (slot >= step.from && slot < step.end ? -1 : value))
            break
          case 'edge':
            isAlive = isAtEdge(step.edge, position)
            break
          case 'look': {
            const result = execute(step.program, position, slots)
            isAlive = (result === null) === step.isNegative
            if (result !== null && !step.isNegative) slots = result.slots
            break
          }
          case 'back': {
            const [first, end] = [slots[2 * step.index]!, slots[2 * step.index + 1]!]
            const text = first < 0 || end < 0 ? '' : input.slice(first, end)
            const here = input.slice(position, position + text.length)
            steps += text.length
            isAlive = flags.includes('i')
              ? here.toLowerCase() === text.toLowerCase()
              : here === text
            position += text.length
          }
        }
      }
      next = untried.pop()
    }
    return null
  }

  return {
    run(text, most) {
      input = text
      steps = 0
      limit = most
      const isSticky = flags.includes('y')
      const isRepeated = isSticky || flags.includes('g')
      const found: Found[] = []
      const empty: Slots = new Array<number>(slotCount).fill(-1)
      for (let position = 0; position <= text.length; ) {
        const result = execute(program, position, empty)
        if (result !== null) {
          found.push({ index: position, text: text.slice(position, result.end) })
          if (!isRepeated) break
        }
        if (result === null && isSticky) break
        const isForward = result !== null && result.end > position
        position = isForward ? result.end : position + (codeAt(position, false) > 0xffff ? 2 : 1)
      }
      return { found, steps }
    },
  }
}
