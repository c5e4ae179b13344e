/** Records the regular expressions that the sources construct at run time. */

export interface Recorded {
  readonly source: string
  readonly flags: string
}

/**
 * Records each `RegExp(…)` that is called during `run`, by its place `path:line`. Import modules
 * within `run`, so that the expressions that they construct on import are recorded too.
 *
 * @param root the URL that paths are relative to
 */
export async function recordConstructed(
  root: URL,
  run: () => Promise<void>,
): Promise<ReadonlyMap<string, readonly Recorded[]>> {
  const recorded = new Map<string, Map<string, Recorded>>()
  const original = globalThis.RegExp
  const record = (pattern: RegExp): RegExp => {
    const place = placeOfCaller(root)
    const { source, flags } = pattern
    const known = recorded.get(place) ?? new Map<string, Recorded>()
    recorded.set(place, known.set(String(pattern), { source, flags }))
    return pattern
  }
  globalThis.RegExp = new Proxy(original, {
    construct: (target, given) => record(Reflect.construct(target, given) as RegExp),
    apply: (target, self, given) => record(Reflect.apply(target, self, given) as RegExp),
  })
  try {
    await run()
  } finally {
    globalThis.RegExp = original
  }
  return new Map([...recorded].map(([place, known]) => [place, [...known.values()]]))
}

/** The first place on the stack outside of this file. */
function placeOfCaller(root: URL): string {
  const lines = String(new Error().stack).split('\n')
  for (const line of lines.slice(1)) {
    const end = /:(\d+):\d+\)?$/.exec(line)
    const start = line.search(/file:\/\/|\//)
    if (end === null || start < 0) continue
    const path = line.slice(start, end.index)
    if (path.endsWith('/tools/expressions/recorded.ts')) continue
    const url = path.startsWith('file:') ? path : `file://${path}`
    return `${url.startsWith(root.href) ? url.slice(root.href.length) : url}:${end[1]}`
  }
  return ''
}
