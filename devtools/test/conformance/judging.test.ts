// How one answer is judged, by the rules of test/vectors/README.md.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalHeader } from '../../src/conformance/run/header-set.ts'
import type { Members } from '../../src/conformance/protocol/members.ts'
import { type Judgement, judge } from '../../src/conformance/run/outcome.ts'
import type { Answer } from '../../src/conformance/protocol/protocol.ts'
import type { Level, Vector } from '../../src/conformance/suite/vector-file.ts'

const vector = (operation: string, level: Level, ...expected: readonly Members[]): Vector => ({
  id: 'a/b',
  about: 'x',
  level,
  spec: [{ rfc5849: '3.4' }],
  flags: [],
  operation,
  methods: [],
  input: {},
  expected: expected.map(({ as, rejected, ...members }) => ({
    as: typeof as === 'string' ? as : null,
    isRefusal: rejected === true,
    members,
  })),
})
const output = (members: Members): Answer => ({ kind: 'output', output: members })
const refusal: Answer = { kind: 'rejected', message: 'no: because' }

const STAGES = {
  baseStringUri: 'u',
  normalizedParameters: 'a=1&b=2',
  signatureBaseString: 'GET&u&n',
  signature: 's',
  authorizationHeader: 'OAuth a="1", b="2"',
}
const signing = vector('sign', 'must', STAGES)
const stageOf = ({ difference }: Judgement): string | undefined => difference?.stage

test('names the first stage that differs, and the byte', () => {
  assert.deepEqual(judge(signing, output(STAGES)), { outcome: 'pass' })
  assert.equal(
    stageOf(judge(signing, output({ ...STAGES, signature: 't', signatureBaseString: 'x' }))),
    'signatureBaseString',
  )
  const judgement = judge(
    signing,
    output({ ...STAGES, normalizedParameters: 'a=1&c=2', signature: 't' }),
  )
  assert.deepEqual(judgement, {
    outcome: 'fail',
    difference: { stage: 'normalizedParameters', byte: 4, expected: 'a=1&b=2', actual: 'a=1&c=2' },
  })
})

test('counts bytes in UTF-8, and splits no character', () => {
  const encoding = vector('percentEncode', 'must', { encoded: 'é😀' })
  assert.equal(judge(encoding, output({ encoded: 'é😁' })).difference?.byte, 2)
  assert.equal(judge(encoding, output({ encoded: 'é' })).difference?.byte, 2)
})

test('judges a signer by its signature and the other stages that it outputs', () => {
  assert.equal(judge(signing, output({ signature: 's' })).outcome, 'pass')
  assert.equal(judge(signing, output({ signature: 's', baseStringUri: null })).outcome, 'pass')
  assert.equal(judge(signing, output({ signature: 't' })).outcome, 'fail')
  const { signature: _, ...rest } = STAGES
  assert.deepEqual(judge(signing, output(rest)), {
    outcome: 'errored',
    message: 'the output of sign lacks "signature"',
  })
  assert.deepEqual(judge(signing, output({ ...STAGES, signature: 1 })).outcome, 'errored')
})

test('compares a header as a set', () => {
  const spelled = { ...STAGES, authorizationHeader: 'oauth  b="%32" ,\n a="1"' }
  assert.equal(judge(signing, output(spelled)).outcome, 'pass')
  assert.equal(
    stageOf(judge(signing, output({ ...STAGES, authorizationHeader: 'OAuth a="1"' }))),
    'authorizationHeader',
  )
  assert.equal(
    stageOf(
      judge(signing, output({ ...STAGES, authorizationHeader: 'OAuth a="1", b="2", b="2"' })),
    ),
    'authorizationHeader',
  )
  assert.equal(
    canonicalHeader('OAuth z="%2f", REALM="a \\"b\\" %2f", y="é"'),
    'realm="a \\"b\\" %2f", y="%C3%A9", z="%2F"',
  )
  assert.notEqual(
    canonicalHeader('OAuth realm="a\\", b=\\"c"'),
    canonicalHeader('OAuth realm="a", b="c"'),
  )
  assert.equal(canonicalHeader('OAuth a="1" b="2"'), null)
  assert.equal(canonicalHeader('Basic a="1"'), null)
})

test('judges a difference by level as fail, non-strict or info', () => {
  const outcome = (level: Level): string =>
    judge(vector('percentEncode', level, { encoded: 'a' }), output({ encoded: 'b' })).outcome
  assert.deepEqual(
    [outcome('must'), outcome('should'), outcome('silent')],
    ['fail', 'non-strict', 'info'],
  )
})

test('names the chosen reading of several, or none', () => {
  const readings = [
    { as: 'kept', encoded: 'a' },
    { as: 'refused', rejected: true },
  ]
  assert.deepEqual(
    judge(vector('percentEncode', 'silent', ...readings), output({ encoded: 'a' })),
    {
      outcome: 'info',
      as: 'kept',
    },
  )
  assert.deepEqual(judge(vector('percentEncode', 'silent', ...readings), refusal), {
    outcome: 'info',
    as: 'refused',
  })
  assert.deepEqual(judge(vector('percentEncode', 'must', ...readings), refusal), {
    outcome: 'pass',
    as: 'refused',
  })
  const none = judge(vector('percentEncode', 'must', ...readings), output({ encoded: 'b' }))
  assert.deepEqual(none, {
    outcome: 'fail',
    difference: { stage: 'encoded', byte: 0, expected: 'a', actual: 'b' },
  })
})

test('accepts a refusal only if the vector expects one', () => {
  assert.equal(judge(vector('baseStringUri', 'must', { rejected: true }), refusal).outcome, 'pass')
  const kept = judge(
    vector('baseStringUri', 'should', { rejected: true }),
    output({ baseStringUri: 'u' }),
  )
  assert.deepEqual([kept.outcome, stageOf(kept)], ['non-strict', 'refusal'])
  const refused = judge(vector('baseStringUri', 'must', { baseStringUri: 'u' }), refusal)
  assert.deepEqual(refused.difference, {
    stage: 'baseStringUri',
    byte: null,
    expected: 'u',
    actual: 'refused: no: because',
  })
})

test('judges a verdict by its value, and reports another reason as non-strict', () => {
  const verification = vector('verify', 'must', { valid: false, reason: 'nonce_used' })
  assert.equal(judge(verification, output({ valid: false, reason: 'nonce_used' })).outcome, 'pass')
  assert.equal(judge(verification, output({ valid: false })).outcome, 'pass')
  assert.equal(judge(verification, refusal).outcome, 'pass')
  const other = judge(verification, output({ valid: false, reason: 'token_rejected' }))
  assert.deepEqual(other, {
    outcome: 'non-strict',
    difference: { stage: 'reason', byte: null, expected: 'nonce_used', actual: 'token_rejected' },
  })
  assert.equal(stageOf(judge(verification, output({ valid: true }))), 'valid')
  assert.equal(judge(verification, output({ valid: 'no' })).outcome, 'errored')
  const accepted = judge(vector('verify', 'must', { valid: true }), refusal)
  assert.deepEqual(accepted.difference, {
    stage: 'valid',
    byte: null,
    expected: 'valid',
    actual: 'refused: no: because',
  })
  assert.equal(
    judge(
      vector('verify', 'silent', { as: 'refused', rejected: true }, { as: 'x', valid: true }),
      output({ valid: false }),
    ).as,
    'refused',
  )
})

test('judges a sequence of verdicts step by step', () => {
  const sequence = vector('verifySequence', 'must', {
    results: [{ valid: true }, { valid: false, reason: 'nonce_used' }],
  })
  assert.equal(
    judge(sequence, output({ results: [{ valid: true }, { valid: false, reason: 'nonce_used' }] }))
      .outcome,
    'pass',
  )
  assert.equal(
    judge(sequence, output({ results: [{ valid: true }, { valid: false, reason: 'x' }] })).outcome,
    'non-strict',
  )
  assert.equal(
    judge(sequence, output({ results: [{ valid: true }, { valid: true }] })).outcome,
    'fail',
  )
  assert.equal(judge(sequence, output({ results: [{ valid: true }] })).outcome, 'fail')
})

test('compares lists and absent realms as values', () => {
  const header = vector('parseAuthorizationHeader', 'must', {
    realm: null,
    parameters: [['a', { hex: 'ff' }]],
  })
  assert.equal(judge(header, output({ parameters: [['a', { hex: 'ff' }]] })).outcome, 'pass')
  assert.equal(
    stageOf(judge(header, output({ realm: '', parameters: [['a', { hex: 'ff' }]] }))),
    'realm',
  )
  assert.equal(
    stageOf(judge(header, output({ realm: null, parameters: [['a', 'ÿ']] }))),
    'parameters',
  )
})

test('keeps the outcomes skipped and errored of a subject', () => {
  assert.deepEqual(judge(signing, { kind: 'skipped', message: 'm' }), {
    outcome: 'skipped',
    message: 'm',
  })
  assert.deepEqual(judge(signing, { kind: 'errored', message: 'm' }), {
    outcome: 'errored',
    message: 'm',
  })
})
