/** Opens a URL in the browser of the user, without a shell. */
import { spawn } from 'node:child_process'

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/**
 * Opens an http or https URL. It ignores other URLs, and it ignores failures.
 *
 * @param env `BROWSER` names another program than that of the system
 * @example
 * openBrowser('https://example.com/', { BROWSER: 'firefox' })
 */
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
