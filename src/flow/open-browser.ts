/** Opens a URL in the person's own browser, without a shell in between. */
import { spawn } from 'node:child_process'

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Tries, and says nothing where it fails: the URL is printed as well. `BROWSER` names another program. */
export function openBrowser(
  url: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  if (!/^https?:\/\//.test(url)) return
  const [program = 'xdg-open', ...args] = env['BROWSER']
    ? [env['BROWSER']]
    : (OPENERS[process.platform] ?? [])
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
