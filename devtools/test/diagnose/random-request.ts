// Random requests for property tests.
import { type ObservedRequest, observeRequest } from '../../src/input/observed-request.ts'
import {
  formatAuthorizationHeader,
  type OctetString,
  type Parameter,
  percentEncode,
  SIGNATURE_METHODS,
  type SigningOptions,
} from '../../../src/signing/index.ts'
import type { Random } from '../../../test/signing/support.ts'

export type Credentials = Required<
  Pick<SigningOptions, 'consumerKey' | 'consumerSecret' | 'token' | 'tokenSecret'>
>

export const credentialsOf = (random: Random): Credentials => ({
  consumerKey: `k${random.text()}`,
  consumerSecret: random.text(),
  token: random.pick([null, '', random.text()]),
  tokenSecret: random.pick([null, '', random.text()]),
})

const list = <Item>(random: Random, most: number, make: () => Item): Item[] =>
  Array.from({ length: random.below(most + 1) }, make)

const PIECES = "+ %20 %2B % %4 %zz %E9 %e9%C3%A9 é 😀 = ? ~ %7E * ' ; / a z9".split(' ')

/** An encoded name or value of a query or a form. */
const spelled = (random: Random): string =>
  random.pick([
    random.pick(['a', 'a', 'b', 'B', 'a10', 'a9', '']),
    encodeURIComponent(random.text()).replaceAll('%20', random.pick(['+', '%20'])),
    list(random, 4, () => random.pick(PIECES)).join(''),
  ])

/** A query or a form, with empty pieces, names without "=", repeated names and equal pairs. */
export function form(random: Random): string {
  const pieces = list(random, 6, () =>
    random.pick(['', spelled(random).replaceAll('=', ''), `${spelled(random)}=${spelled(random)}`]),
  )
  return random.pick([pieces, [...pieces, ...pieces.slice(0, 2)]]).join('&')
}

const CONTENT_TYPES = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=UTF-8',
  'Application/X-WWW-Form-Urlencoded ;charset=iso-8859-1',
  'text/plain',
  'application/json',
] as const

type Pairs = readonly (readonly [string, string])[]

/** The Content-Type header of a form, with or without a charset. */
export const formHeaders = (random: Random): { readonly headers: Pairs } => ({
  headers: [['Content-Type', random.pick(CONTENT_TYPES.slice(0, 3))]],
})

interface Content {
  readonly headers: Pairs
  readonly body: string | Uint8Array | null
}

/**
 * A body that never looks like JSON, because src/signing rejects JSON with the Content-Type of a
 * form.
 */
export function content(random: Random): Content {
  const body = form(random)
  const type = random.pick([null, ...CONTENT_TYPES])
  return {
    headers: type === null ? [] : [[random.pick(['Content-Type', 'content-type']), type]],
    body: random.pick([null, body, Buffer.from(body)]),
  }
}

export const value = (random: Random): OctetString =>
  random.pick([random.text(), random.octets(), '', 'x y'])

/**
 * Protocol parameters without the signature, including extensions and octets that are not valid
 * UTF-8.
 */
const protocol = (random: Random, method: string): Parameter[] =>
  random.shuffle<Parameter>([
    ['oauth_consumer_key', value(random)],
    ['oauth_signature_method', method],
    ['oauth_nonce', value(random)],
    ...list(
      random,
      2,
      (): Parameter => [random.pick(['oauth_token', 'oauth_x', 'x']), value(random)],
    ),
  ])

const HOSTS = [null, 'Example.COM', 'h:443', 'h:80', '[::1]:8080', 'MÜNCHEN.example:0080']
const AUTHORITIES = 'example.com Example.com:80 h:443 h: h:08443 [2001:DB8::1]:443 u:p@h'.split(' ')
const PATHS = ['', '/', '/a%20b/%7e', '//x/../y', "/it's;v=1", '/é', '/%zz%2f+']

interface Signing {
  readonly request: ObservedRequest
  readonly credentials: Credentials
}

/** A request as sent, without the normalization of an HTTP client. */
export function wireRequest(random: Random): Signing {
  const parameters = protocol(random, random.pick(SIGNATURE_METHODS))
  const asForm = parameters.map((pair) => pair.map(percentEncode).join('=')).join('&')
  const where = random.pick(['header', 'query', 'body'] as const)
  const scheme = random.pick(['http', 'https', 'HTTP', 'Https'])
  const query = random.pick(
    where === 'query'
      ? [`?${asForm}`, `?${asForm}&${form(random)}`]
      : ['', '?', `?${form(random)}`],
  )
  const { headers, body } =
    where === 'body'
      ? { ...formHeaders(random), body: `${asForm}&${form(random)}` }
      : content(random)
  const host = random.pick(HOSTS)
  const realm = random.pick([null, 'r'])
  const more: [string, string][] = host === null ? [] : [['Host', host]]
  if (where === 'header')
    more.push(['Authorization', formatAuthorizationHeader({ realm, parameters })])
  const request = observeRequest({
    isWire: true,
    method: random.pick(['GET', 'post', 'Put', 'x!y']),
    url: `${scheme}://${random.pick(AUTHORITIES)}${random.pick(PATHS)}${query}`,
    headers: [...headers, ...more],
    body,
  })
  return { request, credentials: credentialsOf(random) }
}
