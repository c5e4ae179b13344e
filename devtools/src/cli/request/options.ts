/** All options of a request, in the groups in which help shows them. */
import { CREDENTIAL_GROUPS } from '../arguments/credentials.ts'
import type { OptionGroup } from '../help.ts'
import { PROFILE_OPTIONS } from '../profiles/identity.ts'
import { REQUEST_OPTIONS } from '../arguments/request-arguments.ts'
import { ANSWER_OPTIONS } from './answer.ts'
import { BODY_OPTIONS } from './content.ts'

export const TARGET_OPTIONS: Pick<typeof REQUEST_OPTIONS, 'header' | 'param'> = {
  header: REQUEST_OPTIONS.header,
  param: REQUEST_OPTIONS.param,
}

export const EXCHANGE_OPTIONS = {
  'max-time': { type: 'string', value: 'SECONDS', about: 'for the whole exchange; defaults to 60' },
  location: {
    type: 'boolean',
    short: 'L',
    about: 'follows redirects within the same server, each signed afresh',
  },
  'body-hash': {
    type: 'string',
    value: 'HASH',
    complete: ['SHA-1', 'SHA-256', 'SHA-512', 'signature-method'],
    about:
      'sends oauth_body_hash for a body that is no form: SHA-1, SHA-256, SHA-512 or signature-method',
  },
} as const

export const SHOW_OPTIONS = {
  'dry-run': {
    type: 'boolean',
    about: 'send nothing; print the signed request and its base string',
  },
  curl: {
    type: 'boolean',
    about: 'send nothing; print the curl command that would; it holds the signature',
  },
  explain: { type: 'boolean', about: 'tell on standard error how the signature came to be' },
} as const

/** For a method without a body, none of the body's. */
export const groupsFor = (method: string | null): readonly OptionGroup[] => [
  {
    title: 'request',
    options: { ...TARGET_OPTIONS, ...(hasBody(method) ? BODY_OPTIONS : {}), ...EXCHANGE_OPTIONS },
  },
  {
    title: 'answer',
    options: ANSWER_OPTIONS,
    note: 'JSON is laid out for a terminal, and goes into a pipe as it came.',
  },
  { title: 'instead, or besides', options: SHOW_OPTIONS },
  { title: 'profile', options: PROFILE_OPTIONS },
  ...CREDENTIAL_GROUPS,
]

/** As `fetch` has it. */
export const hasBody = (method: string | null): boolean => !/^(get|head)$/i.test(method ?? '')
