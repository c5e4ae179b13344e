// Runs the vectors on countersign itself, one test each, so that the reached mutants of each are
// known.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOwnSubject } from '../../devtools/src/conformance/subject/in-process.ts'
import { judge } from '../../devtools/src/conformance/run/outcome.ts'
import { loadSuite } from '../../devtools/src/conformance/suite/vectors.ts'

const subject = createOwnSubject('0')

for (const vector of loadSuite().vectors) {
  test(vector.id, async () => {
    const { outcome, as } = judge(vector, await subject.ask(vector.operation, vector.input))
    // If the RFC is silent, every listed reading is right. Another reason to refuse is right too.
    const isRight = outcome === 'info' ? as !== undefined : /^(pass|non-strict)$/.test(outcome)
    assert.ok(isRight, outcome)
  })
}
