// Answers every vector, and none rightly.
import { expected } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

const wrong = (name, value) => {
  if (typeof value === 'boolean') return !value
  if (name === 'results') return value.map(({ valid }) => ({ valid: !valid }))
  return name === 'parameters' ? [['wrong', 'wrong']] : 'wrong'
}

const MEMBERS = {
  encoded: '',
  baseStringUri: '',
  normalizedParameters: '',
  signatureBaseString: '',
  signature: '',
  authorizationHeader: '',
  parameters: [],
  bodyHash: '',
}

await serve(announcement('always-wrong'), ({ seq, operation, input }) => {
  const { rejected, as, reason, ...members } = expected(operation, input)
  const output = Object.entries(rejected ? MEMBERS : members).map(([name, value]) => [
    name,
    wrong(name, value),
  ])
  return line({ seq, output: Object.fromEntries(output) })
})
