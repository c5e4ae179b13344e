/** Lists the running processes, and finds the descendants of a process. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** `null` if the system does not report it. */
  readonly session: number | null
  /** The start time. It distinguishes a process from a later one with the same id. */
  readonly started: string
}

/** All running processes, from `/proc` or else from `ps`. */
export function listProcesses(): ProcessEntry[] {
  const entries = fromProc()
  return entries.length > 0 ? entries : fromPs()
}

/** Empty if there is no `/proc`. */
export function fromProc(): ProcessEntry[] {
  const names = attempt(() => readdirSync('/proc')) ?? []
  return names.flatMap((name) => {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : ''
    // The program name is in parentheses, and may itself hold parentheses.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields.length < 19 || state === 'Z') return []
    const [parent, group, session] = fields.map(Number)
    return [
      {
        pid: Number(name),
        parent: parent!,
        group: group!,
        session: session!,
        started: fields[18]!,
      },
    ]
  })
}

/** Empty if there is no `ps`. */
export function fromPs(): ProcessEntry[] {
  const columns = ['pid=', 'ppid=', 'pgid=', 'stat=', 'lstart='].flatMap((column) => ['-o', column])
  const { stdout } = spawnSync('ps', ['-A', ...columns], { encoding: 'utf8', timeout: 5000 })
  return (stdout ?? '').split('\n').flatMap((row) => {
    const [pid, parent, group, state = 'Z', ...started] = row.trim().split(/\s+/)
    if (state.startsWith('Z')) return []
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        session: null,
        started: started.join(' '),
      },
    ]
  })
}

/**
 * The process `leader` with its descendants: its group, its session, the processes whose
 * environment holds `mark`, and the children of all these.
 */
export function startedBy(
  leader: number,
  mark: string,
  entries: readonly ProcessEntry[],
): ProcessEntry[] {
  const found = new Map(
    entries
      .filter(
        ({ pid, group, session }) =>
          [pid, group, session].includes(leader) || hasInEnvironment(pid, mark),
      )
      .map((entry) => [entry.pid, entry]),
  )
  // Repeats until no process is added, because a child may come before its parent in the list.
  for (let size = 0; size < found.size; ) {
    size = found.size
    for (const entry of entries) if (found.has(entry.parent)) found.set(entry.pid, entry)
  }
  return [...found.values()]
}

const hasInEnvironment = (pid: number, mark: string): boolean =>
  read(`/proc/${pid}/environ`).includes(mark)

/** Empty if the process has ended meanwhile, or belongs to another user. */
const read = (path: string): string => attempt(() => readFileSync(path, 'latin1')) ?? ''

function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
