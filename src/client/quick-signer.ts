/**
 * `createSigner` of the core, quick for those who sign much. In the usual request, signed by HMAC in the header, only
 * nonce, timestamp and the own parameters of a request change, so that all else is written once. What is unusual goes to
 * the core, and so does every question for a trace. A test holds the two against each other.
 */
import {
  createSigner as createCoreSigner, currentTimestamp, decodeFormText, formatAuthorizationHeader, generateNonce,
  isFormContentType, normalizeParameters, percentEncode, type RequestToSign, type SignedRequest, type Signer,
  type SigningOptions, sharedKey, type Trace,
} from '../signing/index.ts'
import { prepareHmac } from './hmac.ts'

/** @throws CountersignError for bad options, as the core does */
export function createSigner(options: SigningOptions): Signer {
  const core = createCoreSigner(options)
  const quick = prepareQuick(options)
  if (quick === null) return core
  const sign = (request: RequestToSign): SignedRequest => quick(request) ?? core.sign(request)
  return { sign, signAsync: async (request) => sign(request) }
}

interface Pair {
  readonly encodedName: string
  readonly encodedValue: string
}

function prepareQuick(options: SigningOptions): ((request: RequestToSign) => SignedRequest | null) | null {
  const { signatureMethod: method = 'HMAC-SHA1', transmission = 'header' } = options
  const { nonce = generateNonce, timestamp = currentTimestamp } = options
  if (typeof method !== 'string' || !method.startsWith('HMAC') || transmission !== 'header') return null
  if (typeof nonce !== 'function' || typeof timestamp !== 'function') return null
  const { consumerKey, token = null, version = '1.0', realm = null } = options
  const hole = generateNonce()
  const protocol = [
    ['oauth_consumer_key', consumerKey], ['oauth_token', token], ['oauth_signature_method', method],
    ['oauth_timestamp', hole], ['oauth_nonce', hole], ['oauth_version', version],
  ].filter((pair): pair is [string, string] => pair[1] !== null)
  const hmac = prepareHmac(method.slice(5).toLowerCase(), sharedKey(options))
  const header = formatAuthorizationHeader({ realm, parameters: [...protocol, ['oauth_signature', hole]] }).split(hole)
  const signed = percentEncode(normalizeParameters(protocol)).split(hole)
  if (header.length !== 4 || signed.length !== 3) return null

  return (request) => {
    const { callback = null, verifier = null, extra = [], headers = [] } = request
    if (callback !== null || verifier !== null || extra.length > 0) return null
    const url = serialize(String(request.url))
    const form = readForm(request)
    if (url === null || form === null || !/^[A-Z]+$/.test(request.method)) return null
    const question = url.indexOf('?')
    const pairs = form.concat(question < 0 ? [] : collect(url.slice(question + 1))).sort(byNameAndValue)
    let before = ''
    let behind = ''
    for (const { encodedName, encodedValue } of pairs) {
      if (encodedName.startsWith('oauth_')) return null
      const text = `${encodeAgain(encodedName)}%3D${encodeAgain(encodedValue)}`
      // §3.4.1.3.2: all protocol parameters begin with "oauth_", so that they stand together in the order of names.
      if (encodedName < 'oauth_') before += `${text}%26`
      else behind += `%26${text}`
    }
    const uri = percentEncode(question < 0 ? url : url.slice(0, question))
    const [time, once] = [String(timestamp()), nonce()]
    const encodedNonce = percentEncode(once)
    const encodedTime = percentEncode(time)
    const protocolText = signed[0] + encodeAgain(encodedNonce) + signed[1] + encodeAgain(encodedTime) + signed[2]
    const signature = hmac(`${request.method}&${uri}&${before}${protocolText}${behind}`)
    const authorization =
      header[0] + encodedTime + header[1] + encodedNonce + header[2] + encodeURIComponent(signature) + header[3]
    return new QuickRequest(request, url, [...headers, ['Authorization', authorization]], () =>
      createCoreSigner({ ...options, timestamp: time, nonce: once }).sign(request).trace)
  }
}

/** A URL as the core serializes it; `null` where it might refuse it, and for one with a fragment. */
function serialize(text: string): string | null {
  if (!text.isWellFormed()) return null
  let href: string
  try { href = new URL(text).href } catch { return null }
  return href.startsWith('http') && !href.includes('@') && !href.includes('#') && !href.includes(':0/') ? href : null
}

/** The pairs of a form; none of another body; `null` where the core is to look. */
function readForm({ headers = [], body = null }: RequestToSign): Pair[] | null {
  let type: string | null = null
  for (const [name, value] of headers) {
    const lowerCase = name.toLowerCase()
    if (lowerCase === 'authorization' || (lowerCase === 'content-type' && type !== null)) return null
    if (lowerCase === 'content-type') type = value
  }
  if (body === null || !isFormContentType(type)) return []
  return typeof body === 'string' && body.isWellFormed() && !/^\s*[[{]/.test(body) ? collect(body) : null
}

function collect(form: string): Pair[] {
  const pairs: Pair[] = []
  const isEncoded = form.length < 10_000 && ENCODED.test(form)
  for (let start = 0, end = 0; start < form.length; start = end + 1) {
    end = form.indexOf('&', start)
    if (end < 0) end = form.length
    if (end === start) continue
    const piece = form.slice(start, end)
    const equals = piece.indexOf('=')
    const [name, value] = equals < 0 ? [piece, ''] : [piece.slice(0, equals), piece.slice(equals + 1)]
    if (isEncoded && !value.includes('=')) pairs.push({ encodedName: name, encodedValue: value })
    else pairs.push({ encodedName: encodeOnce(name), encodedValue: encodeOnce(value) })
  }
  return pairs
}

const UNRESERVED = /^[A-Za-z0-9\-._~]*$/
/** A form whose names and values are percent-encoded as §3.6 has it: decoding and encoding them would change nothing. */
const ENCODED = /^(?:[A-Za-z0-9\-._~&=]|%(?:[01][0-9A-F]|2[0-9A-CF]|3[A-F]|40|5[B-E]|60|7[B-DF]))*$/

const encodeOnce = (text: string): string => (UNRESERVED.test(text) ? text : percentEncode(decodeFormText(text)))

/** The second encoding, of text that holds only "%" and unreserved characters. */
const encodeAgain = (text: string): string => (UNRESERVED.test(text) ? text : encodeURIComponent(text))

function byNameAndValue(a: Pair, b: Pair): number {
  if (a.encodedName !== b.encodedName) return a.encodedName < b.encodedName ? -1 : 1
  return a.encodedValue < b.encodedValue ? -1 : Number(a.encodedValue > b.encodedValue)
}

class QuickRequest implements SignedRequest {
  readonly method: string
  readonly url: string
  readonly headers: SignedRequest['headers']
  readonly body: SignedRequest['body']
  readonly #trace: () => Trace

  constructor(request: RequestToSign, url: string, headers: SignedRequest['headers'], trace: () => Trace) {
    this.method = request.method
    this.url = url
    this.headers = headers
    this.body = request.body ?? null
    this.#trace = trace
  }

  get trace(): Trace {
    return this.#trace()
  }
}
