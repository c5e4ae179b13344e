// A program that logs in, for tests that need a separate process. Its arguments are an origin and a
// mode.
import { OAuth1Service } from '../../../src/flow/index.ts'

const [origin, manner] = process.argv.slice(2)
const service = new OAuth1Service({
  consumerKey: 'dpf43f3p2l4k3l03',
  consumerSecret: 'kd94hf93k423kf44',
  requestTokenUrl: `${origin}/request`,
  authorizeUrl: `${origin}/authorize`,
  accessTokenUrl: `${origin}/access`,
  ...(manner === 'oob' && { callbackMode: 'oob' as const }),
})
const controller = new AbortController()
const log = (line: string): void => {
  console.error(line)
  if (manner === 'abort' && line.startsWith('2/3'))
    setTimeout(() => controller.abort(new Error('aborted by the program')), 50)
}
try {
  const session = await service.login({
    pin: manner === 'pin',
    signal: controller.signal,
    ...(manner === 'abort' && { log }),
    ...(manner === 'timeout' && { timeout: 2_000 }),
    ...(manner !== 'browser' && { openBrowser: false as const }),
  })
  console.log(session.token)
} catch (error) {
  console.log(String(error))
}
