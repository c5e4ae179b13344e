// The functions that are measured on a request: a bare createHmac, countersign, and the peers.
import { createHmac } from 'node:crypto'
import { CREDENTIALS } from './requests.mjs'
import { timeAsyncCalls, timeCalls } from './timing.mjs'

/**
 * The functions that sign a request, countersign first, and the bare createHmac beside them.
 * @param library the module dist/index.js
 */
export function signingGroup({ createSigner }, peers, entry) {
  const { id, about, request } = entry
  const signer = createSigner(CREDENTIALS)
  const contestants = [
    { name: 'countersign', reason: null, time: timeCalls(() => signer.sign(request).headers) },
  ]
  for (const peer of peers) {
    const call = peer.prepare(entry)
    contestants.push({
      name: peer.name,
      reason: findFault(createSigner, request, call),
      time: timeCalls(call),
    })
  }
  return { id, about, contestants, ...bareGroup(signer.sign(request)) }
}

/** The bare createHmac over the base string of a signed request. @throws Error where they differ */
function bareGroup(signed) {
  const key = `${CREDENTIALS.consumerSecret}&${CREDENTIALS.tokenSecret}`
  // A copy in one piece: the engine keeps a joined text in pieces until it is first read.
  const baseString = Buffer.from(signed.trace.signatureBaseString).toString()
  const bare = () => createHmac('sha1', key).update(baseString).digest('base64')
  if (readHeader(authorizationOf(signed)).oauth_signature !== bare()) {
    throw new Error('the signature is not the HMAC of the base string in the trace')
  }
  return { baseStringLength: baseString.length, bare: timeCalls(bare) }
}

/**
 * Verification of a request, with a nonce of its own each time.
 * @param library the module dist/index.js
 */
export function verificationGroup(
  { createMemoryReplayStore, createSigner, verifyRequest },
  { id, request },
) {
  let clock = Math.floor(Date.now() / 1000)
  const signer = createSigner({ ...CREDENTIALS, timestamp: () => clock })
  const { consumerKey, consumerSecret, token, tokenSecret } = CREDENTIALS
  const consumers = new Map([[consumerKey, { consumerSecret }]])
  const tokens = new Map([[token, { tokenSecret }]])
  const verifier = {
    findConsumer: (name) => consumers.get(name) ?? null,
    findToken: (name) => tokens.get(name) ?? null,
    replayStore: createMemoryReplayStore(),
    now: () => clock,
  }
  const prepare = (count) => {
    // Later than the time window of the requests before, so that the store can drop their nonces.
    clock += 1000
    return Array.from({ length: count }, () => {
      const { method, url, headers, body } = signer.sign(request)
      return { method, url, headers: headers.map(asReceived), body }
    })
  }
  const verify = async (signed) => {
    const verification = await verifyRequest(signed, verifier)
    if (!verification.valid) throw verification.error
  }
  return {
    id: 'verification',
    about: `\`verifyRequest\` of ${id}`,
    contestants: [{ name: 'countersign', reason: null, time: timeAsyncCalls(prepare, verify) }],
    ...bareGroup(signer.sign(request)),
  }
}

/** A header in one piece, as a server reads it from a socket. */
const asReceived = ([name, value]) => [name, Buffer.from(value).toString()]

/** The parameters of an Authorization header by their names. */
function readHeader(header) {
  const pairs = [...header.matchAll(/([a-z_]+)="([^"]*)"/g)]
  return Object.fromEntries(pairs.map(([, name, value]) => [name, decodeURIComponent(value)]))
}

const authorizationOf = ({ headers }) => headers.find(([name]) => name === 'Authorization')[1]

/** Why a peer's header is not right for its nonce and timestamp, or `null` where it is. */
function findFault(createSigner, request, call) {
  try {
    const { oauth_nonce: nonce, oauth_timestamp: timestamp, ...peer } = readHeader(call())
    const signed = createSigner({ ...CREDENTIALS, nonce, timestamp }).sign(request)
    const { oauth_signature: signature } = readHeader(authorizationOf(signed))
    return peer.oauth_signature === signature ? null : 'its signature is wrong'
  } catch (error) {
    return `it throws: ${error.message}`
  }
}
