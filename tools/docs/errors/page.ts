/** Renders docs/errors.md: every code of CountersignError, by the layer that declares it. */
import { ERROR_NOTES, type ErrorNote, type Layer } from './codes.ts'

const LAYERS: Readonly<Record<Layer, readonly [title: string, folder: string]>> = {
  signing: ['Signing', 'src/signing'],
  server: ['Verifying', 'src/server'],
  client: ['Requests', 'src/client'],
  flow: ['Logins', 'src/flow'],
  input: ['Explain and diagnose', 'devtools/src/input'],
  conformance: ['Conformance suite', 'devtools/src/conformance'],
  sandbox: ['Sandbox', 'devtools/src/sandbox'],
  cli: ['Command', 'devtools/src/cli'],
}

export function renderErrors(): string {
  const notes = Object.entries<ErrorNote>(ERROR_NOTES)
  const renderLayer = ([layer, [title, folder]]: [string, readonly [string, string]]): string => {
    const rows = notes.filter(([, note]) => note.layer === layer).map(renderRow)
    return `\n## ${title}: ${folder}\n\n${HEAD}${rows.join('')}`
  }
  return `# Error codes

Every error that countersign makes is a \`CountersignError\` with a \`code\`: one of these ${notes.length}. The type \`ErrorCode\` is
their union, so that a \`switch\` over \`error.code\` is checked by the compiler. It includes the codes of devtools/ if
countersign-devtools is imported. \`error.hint\` holds the next step for the
cause at hand, \`error.section\` the section of RFC 5849, \`error.names\` the options or parameters at fault. A refusal
by a server has its \`oauth_problem\`, spelled as the server spells it, in \`error.problem\`. A code is listed under the
layer that declares it. Higher layers use it too. This page is generated from tools/docs/errors/codes.ts:
\`npx tsx tools/docs/errors/generate.ts\`.
${Object.entries(LAYERS).map(renderLayer).join('')}`
}

const HEAD = '| code | when | what to do | RFC 5849 |\n|---|---|---|---|\n'

function renderRow([code, { when, todo, section }]: readonly [string, ErrorNote]): string {
  return `| \`${code}\` | ${when} | ${todo} | ${section === null ? '' : `§${section}`} |\n`
}
