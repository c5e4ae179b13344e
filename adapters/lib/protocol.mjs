// The line loop of the adapter protocol, version 1, for implementations in JavaScript. An adapter is a table of
// operations: each takes the input of a request and returns its output, throws Skip, or lets the library throw.
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

console.log = console.error // standard output belongs to the protocol

/** Thrown where the implementation's interface cannot express a case. */
export class Skip extends Error {}

/** Skips a request that leaves out a field the implementation always sends, or has one that it cannot send. */
export function expectFields(input, { always = [], never = [] }) {
  for (const field of always) if (input[field] == null) throw new Skip(`always sends ${field}`)
  for (const field of never)
    if (input[field] != null && input[field].length !== 0) throw new Skip(`cannot send ${field}`)
  if (always.includes('version') && input.version !== '1.0')
    throw new Skip('sends version 1.0 only')
}

/** The signatureBaseString operation of a signer that shows the base string. No realm is in it, so none is needed. */
export const baseStringOf = (sign) => async (input) => {
  const { signatureBaseString } = await sign({ ...input, realm: null })
  return { signatureBaseString }
}

const holdsBytes = (value) =>
  typeof value === 'object' &&
  value !== null &&
  (typeof value.hex === 'string' || Object.values(value).some(holdsBytes))

/** The version of an npm package, from the package.json of the one that the adapter imports. */
function installedVersion(name) {
  const { resolve } = createRequire(realpathSync(process.argv[1]))
  const files = resolve.paths(name).map((folder) => join(folder, name, 'package.json'))
  const file = files.find((path) => existsSync(path))
  if (file === undefined) throw new Error(`the npm package ${name} is not installed`)
  return JSON.parse(readFileSync(file, 'utf8')).version
}

async function answer(operations, { operation, input }) {
  if (!Object.hasOwn(operations, operation))
    return { errored: { message: `unknown operation ${operation}` } }
  const { body, ...text } = input
  if (holdsBytes(text)) return { skipped: { reason: 'a JavaScript string holds no raw bytes' } }
  try {
    return { output: await operations[operation](input) }
  } catch (error) {
    if (error instanceof Skip) return { skipped: { reason: error.message } }
    return {
      rejected: {
        code: error.code ?? error.name ?? 'Error',
        message: error.message ?? String(error),
      },
    }
  }
}

/**
 * Answers requests until `stop` or the end of the input. `name` is that of the npm package, whose version is announced
 * where no `version` is given.
 */
export async function serve({
  name,
  version = installedVersion(name),
  homepage,
  methods,
  operations,
}) {
  const implementation = { name, version, language: 'javascript', homepage }
  const announcement = { protocol: 1, implementation, operations: Object.keys(operations), methods }
  const write = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
  process.stdin.setEncoding('utf8')
  let rest = ''
  for await (const chunk of process.stdin) {
    const lines = (rest + chunk).split('\n') // not readline, which also splits at U+2028
    rest = lines.pop()
    for (const request of lines.map((line) => JSON.parse(line))) {
      if (request.command === 'stop') return
      if (request.command === 'start') write(announcement)
      else write({ seq: request.seq, ...(await answer(operations, request)) })
    }
  }
}
