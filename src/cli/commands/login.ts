/** `countersign login`: all three legs, and the token credentials at the end. */
import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs'
import { OAuth1Service } from '../../flow/index.ts'
import type { Command, Io } from '../command.ts'
import { CREDENTIAL_HELP, CREDENTIAL_OPTIONS, readClientCredentials } from '../credentials.ts'
import { EXIT } from '../exit-code.ts'
import { parseOptions, pair, port, seconds, usage } from '../options.ts'

export const login: Command = {
  name: 'login',
  summary: 'walk the three legs with a browser and print the token credentials',
  help: `countersign login: log in to a service, and get token credentials

usage: countersign login [OPTIONS]

the service:
  --request-token-url URL  or COUNTERSIGN_REQUEST_TOKEN_URL
  --authorize-url URL      or COUNTERSIGN_AUTHORIZE_URL
  --access-token-url URL   or COUNTERSIGN_ACCESS_TOKEN_URL
  --param name=value       sent with the request-token call, signed
  --authorize-param name=value  added to the authorize URL
  --allow-unconfirmed      for an old server without oauth_callback_confirmed; such a login can be hijacked

the way back:
  --port PORT              a fixed port for the callback on 127.0.0.1, where callbacks are registered
  --callback-path PATH     a fixed path, for the same
  --pin                    no callback: type the code that the page shows
  --no-browser             print the URL and open nothing
  --timeout SECONDS        300 unless given

output:
  --save FILE              into a file that only you can read, for --credentials
  --json                   as JSON on standard output; else as lines that a shell can read

${CREDENTIAL_HELP}

example:
  COUNTERSIGN_CONSUMER_KEY=… COUNTERSIGN_CONSUMER_SECRET=… countersign login --save me.json \\
    --request-token-url https://www.tumblr.com/oauth/request_token \\
    --authorize-url https://www.tumblr.com/oauth/authorize \\
    --access-token-url https://www.tumblr.com/oauth/access_token`,

  async run(args, io) {
    const { values, positionals } = parseOptions(args, {
      ...CREDENTIAL_OPTIONS,
      'request-token-url': { type: 'string' },
      'authorize-url': { type: 'string' },
      'access-token-url': { type: 'string' },
      param: { type: 'string', multiple: true },
      'authorize-param': { type: 'string', multiple: true },
      'allow-unconfirmed': { type: 'boolean' },
      port: { type: 'string' },
      'callback-path': { type: 'string' },
      pin: { type: 'boolean' },
      'no-browser': { type: 'boolean' },
      timeout: { type: 'string' },
      save: { type: 'string' },
      json: { type: 'boolean' },
    })
    if (positionals.length > 0) throw usage(`login takes no ${JSON.stringify(positionals[0])}`, 'give the URLs as options')
    const callbackPort = port(values.port)
    const timeout = seconds('timeout', values.timeout)
    const path = values['callback-path']
    if (path !== undefined && !path.startsWith('/')) throw usage('--callback-path begins with "/"', 'such as /callback')
    const [requestTokenUrl, authorizeUrl, accessTokenUrl] = URL_OPTIONS.map((name) => readUrl(name, values[name], io))
    const client = await readClientCredentials(values, io)
    const service = new OAuth1Service({
      ...client,
      requestTokenUrl: requestTokenUrl!,
      authorizeUrl: authorizeUrl!,
      accessTokenUrl: accessTokenUrl!,
      allowUnconfirmedCallback: values['allow-unconfirmed'] ?? false,
    })
    const session = await service.login({
      params: (values.param ?? []).map((text) => pair('param', text)),
      authorizeParams: (values['authorize-param'] ?? []).map((text) => pair('authorize-param', text)),
      pin: values.pin ?? false,
      log: (line) => io.stderr.write(`${line}\n`),
      ...(callbackPort !== undefined && { port: callbackPort }),
      ...(path !== undefined && { path }),
      ...(timeout !== undefined && { timeout }),
      ...(values['no-browser'] && { openBrowser: false as const }),
    })
    const { token, tokenSecret } = session.credentials
    const fields = Object.fromEntries(session.fields)
    if (values.save !== undefined) {
      const { consumerKey, consumerSecret } = client
      savePrivately(values.save, JSON.stringify({ consumerKey, consumerSecret, token, tokenSecret }, null, 2))
      io.stderr.write(`saved in ${values.save}\n`)
    } else if (values.json) io.stdout.write(`${JSON.stringify({ token, tokenSecret, fields }, null, 2)}\n`)
    else io.stdout.write(`COUNTERSIGN_TOKEN='${token}'\nCOUNTERSIGN_TOKEN_SECRET='${tokenSecret}'\n`)
    return EXIT.success
  },
}

const URL_OPTIONS = ['request-token-url', 'authorize-url', 'access-token-url'] as const

function readUrl(name: string, given: string | undefined, { env }: Io): string {
  const variable = `COUNTERSIGN_${name.toUpperCase().replaceAll('-', '_')}`
  const url = given ?? env[variable]
  if (url) return url
  throw usage(`there is no ${name.replaceAll('-', ' ').replace('url', 'URL')}`, `give --${name} or ${variable}`)
}

/** Only the owner may read it, from its first moment on; a file that was there before may have been open to others. */
function savePrivately(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600)
  fchmodSync(file, 0o600)
  writeSync(file, `${text}\n`)
  closeSync(file)
}
