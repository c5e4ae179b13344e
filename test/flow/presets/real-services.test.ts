// Each preset against a sandbox that behaves as the service does, and refuses what the service
// refuses.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuth1Service, PRESETS, type PresetOptions } from '../../../src/flow/index.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { REAL_SERVICES, type RealService } from './real-services.ts'
import { callApi, CLIENT, logIn, type StandIn, startStandIn } from '../stand-in.ts'

const { consumerKey, consumerSecret, privateKey } = CLIENT

/**
 * The registered secret. Keys of WooCommerce are hex digits, which percent-encoding does not
 * change.
 */
function registration({ registered = 'secret', preset }: RealService): {
  consumerSecret?: string
  privateKey?: string
} {
  if (registered === 'nothing') return {}
  return registered === 'secret'
    ? { consumerSecret: preset === 'woocommerce' ? 'cs_0a1b' : consumerSecret }
    : { privateKey }
}

async function walk(
  real: RealService,
  standIn: StandIn,
  undone: Partial<PresetOptions> = {},
): Promise<OAuth1Service> {
  const { preset, variables = {}, by = 'callback', api } = real
  const service = OAuth1Service.from(preset, {
    consumerKey,
    ...registration(real),
    variables,
    fetch: standIn.fetch,
    retry: false,
    ...undone,
  })
  const login = async (): ReturnType<typeof logIn> => {
    if (by === 'callback' || by === 'pin') return logIn(service, standIn, by)
    if (by === 'no token') return service.getSession(null)
    if (by === 'ready-made token') return service.getSession({ token: '', tokenSecret: '' })
    const requestToken = await service.getRequestToken()
    return service.getAuthSession(requestToken, { verifier: real.behaviour.grantedVerifier! })
  }
  const session = await login()
  if (preset !== 'lti') await callApi(session, api)
  else {
    // A launch, which the LMS sends through the browser.
    const launch = { form: { lti_version: 'LTI-1p0' }, protocol: { callback: 'about:blank' } }
    const answer = await session.post(`${api}/echo?course=1`, launch)
    if (answer.status !== 200) throw new Error(await answer.text())
  }
  return service
}

async function standInFor(
  t: Parameters<typeof startStandIn>[0],
  real: RealService,
): Promise<StandIn> {
  return startStandIn(
    t,
    real.behaviour,
    real.registered === 'nothing' ? '' : registration(real).consumerSecret,
  )
}

/** The code and the message, for a pattern. */
const said = (error: unknown): string =>
  `${error instanceof CountersignError ? error.code : ''} ${String(error)}`

for (const real of REAL_SERVICES) {
  test(`${real.preset}: its preset logs in, and calls its API`, async (t) => {
    await walk(real, await standInFor(t, real))
  })
  for (const [what, [undone, refusal]] of Object.entries(real.needs ?? {})) {
    test(`${real.preset}: without ${what} it is refused`, async (t) => {
      const standIn = await standInFor(t, real)
      await assert.rejects(walk(real, standIn, undone), (error) => {
        assert.match(said(error), refusal)
        return true
      })
    })
  }
}

test('every preset that is not gone is tested', () => {
  const tried = REAL_SERVICES.map(({ preset }) => preset).sort()
  assert.deepEqual(
    tried,
    [...PRESETS.values()].filter(({ status }) => status !== 'gone').map(({ name }) => name),
  )
})
