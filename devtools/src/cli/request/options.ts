/** All options of a request, in the groups of the help. */
import { CREDENTIAL_GROUPS } from '../arguments/credentials.ts'
import type { OptionGroup } from '../help.ts'
import { PROFILE_OPTIONS } from '../profiles/identity.ts'
import { REQUEST_OPTIONS } from '../arguments/request-arguments.ts'
import { RESPONSE_OPTIONS } from './response.ts'
import { BODY_OPTIONS } from './content.ts'

export const TARGET_OPTIONS: Pick<typeof REQUEST_OPTIONS, 'header' | 'param'> = {
  header: REQUEST_OPTIONS.header,
  param: REQUEST_OPTIONS.param,
}

export const EXCHANGE_OPTIONS = {
  'max-time': {
    type: 'string',
    value: 'SECONDS',
    about: 'the time limit of the whole exchange; defaults to 60',
  },
  location: {
    type: 'boolean',
    short: 'L',
    about: 'follow redirects to the same origin, and sign each request anew',
  },
  'body-hash': {
    type: 'string',
    value: 'HASH',
    complete: ['SHA-1', 'SHA-256', 'SHA-512', 'signature-method'],
    about:
      'send oauth_body_hash for a body that is not a form: SHA-1, SHA-256, SHA-512 or signature-method',
  },
} as const

export const SHOW_OPTIONS = {
  'dry-run': {
    type: 'boolean',
    about: 'print the signed request and its base string, and send nothing',
  },
  curl: {
    type: 'boolean',
    about: 'print an equivalent curl command, which contains the signature, and send nothing',
  },
  explain: { type: 'boolean', about: 'explain on standard error how the signature is computed' },
} as const

/** The groups for a method. GET and HEAD have no body options. */
export const groupsFor = (method: string | null): readonly OptionGroup[] => [
  {
    title: 'request',
    options: { ...TARGET_OPTIONS, ...(hasBody(method) ? BODY_OPTIONS : {}), ...EXCHANGE_OPTIONS },
  },
  {
    title: 'response',
    options: RESPONSE_OPTIONS,
    note: 'JSON is formatted on a terminal, and unchanged in a pipe.',
  },
  { title: 'dry run and explanation', options: SHOW_OPTIONS },
  { title: 'profile', options: PROFILE_OPTIONS },
  ...CREDENTIAL_GROUPS,
]

/** Whether `fetch` sends a body with the method. */
export const hasBody = (method: string | null): boolean => !/^(get|head)$/i.test(method ?? '')
