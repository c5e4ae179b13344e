/** Reads and checks one file of the suite, and merges the shared context into each vector. */
import { placeBeyondDepth } from '../../input/index.ts'
import { CountersignError } from 'countersign/signing'
import { isMembers, type Members, merge, parseMembers } from '../protocol/members.ts'
import { REQUIRED_MEMBER } from '../protocol/protocol.ts'

export type Level = 'must' | 'should' | 'silent'

/** The bug that a vector finds. */
export interface Flag {
  readonly name: string
  readonly bug: string
  readonly effect: string
}

/** One acceptable answer. `as` names it if there are several. */
export interface Expectation {
  readonly as: string | null
  readonly isRefusal: boolean
  readonly members: Members
}

export interface Vector {
  readonly id: string
  readonly about: string
  readonly level: Level
  /** The rules that the vector cites, as in the file. */
  readonly spec: readonly Members[]
  readonly flags: readonly Flag[]
  readonly operation: string
  /** The signature methods that a subject must support. */
  readonly methods: readonly string[]
  readonly input: Members
  readonly expected: readonly Expectation[]
}

const FORMAT = 'countersign-vectors/1'

/** Reads a vector file. @throws CountersignError `invalid-suite` */
export function readVectorFile(name: string, text: string): Vector[] {
  if (placeBeyondDepth(text) !== null) refuseSuite(name, 'it nests too deeply')
  const file = parseMembers(text) ?? refuseSuite(name, 'it is not a JSON object')
  if (file['format'] !== FORMAT) refuseSuite(name, `its format is not ${FORMAT}`)
  const { suite, operation, flags, groups, count } = file
  if (!isMembers(flags) || !Array.isArray(groups))
    refuseSuite(name, 'it lacks its flags or its groups')
  const vectors = groups.flatMap((group: unknown) => {
    if (!isMembers(group)) return refuseSuite(name, 'a group is not a JSON object')
    const context = isMembers(group['context']) ? group['context'] : {}
    const tests = Array.isArray(group['tests'])
      ? group['tests']
      : refuseSuite(name, 'a group has no tests')
    return tests.map((test: unknown) =>
      readTest(name, test, { suite, flags, context, operation: group['operation'] ?? operation }),
    )
  })
  if (vectors.length !== count)
    refuseSuite(name, `it says ${String(count)} vectors and holds ${vectors.length}`)
  return vectors
}

interface Surroundings {
  readonly suite: unknown
  readonly operation: unknown
  readonly flags: Members
  readonly context: Members
}

function readTest(
  file: string,
  test: unknown,
  { suite, operation, flags, context }: Surroundings,
): Vector {
  const {
    id,
    about,
    level,
    spec,
    flags: names,
    needs = [],
    input,
    expect,
  } = isMembers(test) ? test : {}
  const prefix = `${String(suite)}/`
  if (typeof id !== 'string' || !id.startsWith(prefix))
    refuseSuite(file, `an id does not begin with ${prefix}`)
  const check = (isGood: boolean, what: string): void => {
    if (!isGood) refuseSuite(file, `${id}: ${what}`)
  }
  check(
    Object.hasOwn(REQUIRED_MEMBER, String(operation)),
    `there is no operation ${String(operation)}`,
  )
  check(
    level === 'must' || level === 'should' || level === 'silent',
    `there is no level ${String(level)}`,
  )
  check(Array.isArray(spec) && spec.length > 0 && spec.every(isMembers), 'its spec is not a list')
  check(
    Array.isArray(names) && names.every((flag) => isMembers(flags[flag])),
    'one of its flags is not declared',
  )
  check(
    Array.isArray(needs) && isMembers(input) && isMembers(expect),
    'its needs, input or expect is malformed',
  )
  const { oneOf } = expect as Members
  const alternatives: unknown[] = Array.isArray(oneOf) ? oneOf : [expect]
  check(alternatives.every(isMembers), 'its expectations are malformed')
  const merged = merge(context, input as Members)
  const method = operation === 'verify' ? undefined : merged['signatureMethod']
  return {
    id,
    about: String(about),
    level: level as Level,
    spec: spec as Members[],
    operation: operation as string,
    input: merged,
    flags: (names as string[]).map((flag) => ({
      name: flag,
      ...(flags[flag] as Omit<Flag, 'name'>),
    })),
    methods: [...(needs as string[]), ...(typeof method === 'string' ? [method] : [])],
    expected: readExpectations(alternatives as Members[]),
  }
}

function readExpectations(alternatives: readonly Members[]): Expectation[] {
  return alternatives.map(({ as, rejected, ...members }) => ({
    as: typeof as === 'string' ? as : null,
    isRefusal: rejected === true,
    members,
  }))
}

/** @throws CountersignError `invalid-suite` */
export function refuseSuite(where: string, why: string): never {
  throw new CountersignError('invalid-suite', `not a vector suite: ${where}: ${why}`, {
    hint: 'see test/vectors/README.md',
  })
}
