/** Runs the sources so that they construct all their expressions, which are recorded and tried. */
import assert from 'node:assert/strict'

const SECRET = 'kd94hf93k423kf44'

export async function constructAll(): Promise<void> {
  const { readRequest } = await import('../../devtools/src/input/index.ts')
  const { CATALOGUE, keyringOf } = await import('../../devtools/src/pipeline/index.ts')
  const { explain } = await import('../../devtools/src/explain/index.ts')
  const { diagnose } = await import('../../devtools/src/diagnose/index.ts')
  const { splitPrintable } = await import('../../src/internal/index.ts')
  const { errorPosition } = await import('../../devtools/src/cli/arguments/json-text.ts')
  const { prettyJson } = await import('../../devtools/src/cli/request/pretty-json.ts')
  const { mutateExpression } = await import('../mutation/expressions.ts')
  const { findGrowth } = await import('./growth.ts')

  splitPrintable('text')
  errorPosition('{"a":1,')
  prettyJson('{"a":1}', (_style, text) => text)
  const header = `oauth_consumer_key="k", oauth_signature_method="HMAC-SHA1", oauth_signature="c2lnbmF0dXJl"`
  const request = readRequest(
    `curl 'https://h.example/?password=hunter2' -H 'Authorization: OAuth ${header}'`,
  )
  const credentials = { consumerSecret: 'short1', tokenSecret: SECRET }
  explain(request, credentials)
  diagnose({ request, credentials, most: 1 })
  const keyring = keyringOf(credentials)
  for (const { change } of CATALOGUE)
    for (const respell of change(request, keyring)?.respellOutput ?? []) respell('c2lnbmF0dXJl')
  findGrowth('[ab]', '')
  const flags = { type: 'Flags', start: 3, end: 4, raw: 'g' }
  const parseExpression = (): typeof flags & { flags: typeof flags } => ({ ...flags, flags })
  mutateExpression('/a/g', { parseExpression, parseSource: () => assert.fail() })
}
