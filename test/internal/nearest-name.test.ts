import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editDistance, nearestName } from '../../src/internal/index.ts'

test('the nearest name has the smallest edit distance', () => {
  const words = ['get', 'post', 'profiles', 'login', 'logout']
  for (const [typed, meant] of [
    ['gte', 'get'],
    ['pots', 'post'],
    ['profile', 'profiles'],
    ['logni', 'login'],
    ['loguot', 'logout'],
    ['ge', 'get'],
    ['xyz', null],
    ['frobnicate', null],
    ['', null],
  ] as const)
    assert.equal(nearestName(typed, words), meant, typed)
  assert.equal(nearestName('ca', ['abc']), null)
})

test('the edit distance counts missing, added, changed and swapped letters', () => {
  for (const [from, to, slips] of [
    ['', '', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['gte', 'get', 1],
    ['ca', 'abc', 3],
    ['params', 'parms', 1],
  ] as const) {
    assert.equal(editDistance(from, to), slips, `${from} ${to}`)
    assert.equal(editDistance(to, from), slips, `${to} ${from}`)
  }
})
