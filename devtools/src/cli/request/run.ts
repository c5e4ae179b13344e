/** Runs one request, from the options to the response. */
import { type AttemptReason } from 'countersign/internal'
import { firstHeader } from '../../input/index.ts'
import type { OAuth1Session } from 'countersign/client'
import { BODY_HASHES } from 'countersign/signing'
import { exactOrPrintable, type Io, isColoured } from '../../terminal/index.ts'
import { CREDENTIAL_OPTIONS, SIGNATURE_OPTIONS } from '../arguments/credentials.ts'
import { toCurl } from '../curl-command.ts'
import { EXIT } from '../exit-code.ts'
import { oneOf, parseOptions, parseSeconds, usageError } from '../arguments/options.ts'
import { type Identity, PROFILE_OPTIONS, readIdentity } from '../profiles/identity.ts'
import { readHeaders, readTarget } from '../arguments/request-arguments.ts'
import { RESPONSE_OPTIONS, formatHead, readOutput, writeBody } from './response.ts'
import { BODY_OPTIONS, readContent } from './content.ts'
import type { Content } from './multipart.ts'
import { EXCHANGE_OPTIONS, hasBody, SHOW_OPTIONS, TARGET_OPTIONS } from './options.ts'
import { createTransferProgress } from './transfer-progress.ts'
import { explainRefusal, hideOwnSecrets, hideSecrets } from './refusal.ts'
import {
  describeSent,
  explainSent,
  isPlaintext,
  type SentRequest,
  watchedFetch,
} from './sent-request.ts'

const OPTIONS = {
  ...TARGET_OPTIONS,
  ...BODY_OPTIONS,
  ...EXCHANGE_OPTIONS,
  ...RESPONSE_OPTIONS,
  ...SHOW_OPTIONS,
  ...PROFILE_OPTIONS,
  ...CREDENTIAL_OPTIONS,
  ...SIGNATURE_OPTIONS,
} as const

/** @param verb the method, or `null` if the arguments can name it */
export async function runRequest(
  verb: string | null,
  args: readonly string[],
  io: Io,
): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS)
  if (verb !== null && positionals.length !== 1)
    throw usageError('the command takes exactly one URL', 'for example https://api.example.com/me')
  const timeout = parseSeconds('max-time', values['max-time']) ?? null
  const bodyHash =
    oneOf('body-hash', values['body-hash'], [...BODY_HASHES, 'signature-method']) ?? null
  const target = readTarget(positionals, values.param)
  const path = readOutput(values, target.url)
  const headers = readHeaders(values.header)
  const upload: { add: (octets: number) => void } = { add: () => {} }
  const givenType = firstHeader(headers, 'content-type')
  const content = await readContent(values, givenType, io, (octets) => upload.add(octets))
  const method = values.head ? 'HEAD' : (verb ?? target.method ?? (content ? 'POST' : 'GET'))
  if (content !== null && !hasBody(method)) {
    throw usageError(
      `a ${method.toUpperCase()} request has no body`,
      'use --param for query parameters, or countersign post',
    )
  }
  const identity = await readIdentity(values, target.url, io)
  const isDry = values['dry-run'] === true || values.curl === true
  const sent: SentRequest[] = []
  const session = identity.openSession({
    bodyHash,
    followRedirects: values.location ?? false,
    onAttempt: ({ reason, clockOffset }) => noteAttempt(reason, clockOffset, io),
    fetch: watchedFetch(
      (request) => {
        sent.push(request)
        if (values.explain)
          io.stderr.write(explainSent(request, identity, isColoured(io.stderr, io)))
      },
      isDry ? null : fetch,
    ),
    ...(timeout !== null && { timeout }),
  })
  const progress = createTransferProgress('upload', content?.size ?? null, io)
  upload.add = progress.add
  const response = await send(
    session,
    { ...target, method },
    headers,
    content,
    values.location,
  ).finally(progress.end)
  if (isDry)
    return print(io, dryText(sent[0]!, identity, { isCurl: values.curl, content, timeout }))
  if (values.include || method === 'HEAD') {
    io.stdout.write(exactOrPrintable(io.stdout, hideOwnSecrets(formatHead(response), identity)))
  }
  const refusal = response.ok ? null : await explainRefusal(response.clone(), identity, sent.at(-1))
  await writeBody(response, path, io)
  if (refusal === null) return EXIT.success
  io.stderr.write(refusal)
  return response.status === 401 ? EXIT.unauthorized : EXIT.refused
}

function send(
  session: OAuth1Session,
  { method, url }: { method: string; url: string },
  headers: readonly [string, string][],
  content: Content | null,
  isFollowing: boolean | undefined,
): Promise<Response> {
  const hasType = firstHeader(headers, 'content-type') !== null
  const type = content?.contentType ?? null
  return session.request(method, url, {
    headers: type === null || hasType ? [...headers] : [...headers, ['Content-Type', type]],
    body: content?.body ?? null,
    // Without --location, a redirect is an ordinary response.
    redirect: isFollowing ? 'follow' : 'manual',
  })
}

interface DryRun {
  readonly isCurl: boolean | undefined
  readonly content: Content | null
  readonly timeout: number | null
}

function dryText(
  sent: SentRequest,
  identity: Identity,
  { isCurl, content, timeout }: DryRun,
): string {
  if (isCurl) {
    const text = toCurl(sent, { content: content?.curl ?? null, timeout })
    if (!isPlaintext(sent) && hideOwnSecrets(text, identity) === text) return `${text}\n`
    throw usageError(
      'the curl command would contain secrets',
      'omit --curl: a PLAINTEXT signature consists of the secrets',
    )
  }
  const shown = hideSecrets(describeSent(sent, identity), identity)
  const hasOpaqueBody = content !== null && sent.body === null
  return hasOpaqueBody ? `${shown}\n(and a body of ${content.size ?? 'unknown'} octets)\n` : shown
}

const NOTES: Readonly<Partial<Record<AttemptReason, string>>> = {
  'nonce-used': 'the server has seen the nonce before: retried with a new nonce',
  connection: 'the connection broke before a response: retried',
  renewed: 'the token had expired and was renewed',
}

function noteAttempt(reason: AttemptReason, clockOffset: number, { stderr }: Io): void {
  const direction = clockOffset < 0 ? 'fast' : 'slow'
  const note =
    reason === 'clock'
      ? `the clock is ${Math.abs(clockOffset)} s ${direction}: retried with a corrected timestamp`
      : NOTES[reason]
  if (note !== undefined) stderr.write(`countersign: ${note}\n`)
}

function print({ stdout }: Io, text: string): number {
  stdout.write(exactOrPrintable(stdout, text))
  return EXIT.success
}
