/** Mutants of the form encoding: how queries and form bodies are read, §3.4.1.3.1. */
import type { Mutant } from './mutant.ts'

const file = 'form-encoding.ts'
const parameters = 'request-parameters.ts'
const reading = 'export function encodedForm(form: string): EncodedParameter[] {'
const spaces = "form.includes('+') ? form.replace(/\\+/g, '%20') : form"
const isForm = 'return type !== null && FORM_TYPE.test(type)'
const pieceEnd = "end = positionOf('&', form, start)"
const skipped = 'if (end === start) continue'

export const FORMS: readonly Mutant[] = [
  {
    name: 'empty-segment-signed',
    about: 'an empty piece, as in a=1&&b=2, becomes an empty pair',
    seen: 'ddo/oauth-1.0a, Mastercard/oauth1-signer-nodejs',
    file,
    find: pieceEnd,
    replace: `${pieceEnd}
    if (end === start) items.push(make('', ''))
    if (end === form.length - 1) items.push(make('', ''))`,
    isChoice: true,
  },
  {
    name: 'empty-value-dropped',
    about: 'a parameter with an empty value is lost',
    seen: 'litl/rauth (query as text)',
    file,
    find: skipped,
    replace: "if (end === start || form[end - 1] === '=') continue",
  },
  {
    name: 'name-without-equals-dropped',
    about: 'a name without "=" is lost',
    seen: 'litl/rauth (query as text)',
    file,
    find: skipped,
    replace: "if (!form.slice(start, end).includes('=')) continue",
  },
  {
    name: 'empty-name-dropped',
    about: 'a value with an empty name is lost',
    seen: 'plausible',
    file,
    find: skipped,
    replace: "if (end === start || form[start] === '=') continue",
    isChoice: true,
  },
  {
    name: 'equals-split-twice',
    about: 'a value is cut at its second "="',
    seen: 'ddo/oauth-1.0a',
    file,
    find: 'form.slice(nameEnd + 1, end)',
    replace: "form.slice(start, end).split('=')[1] ?? ''",
  },
  {
    name: 'split-at-last-equals',
    about: 'a piece is split at its last "="',
    seen: 'plausible',
    file,
    find: 'Math.min(equals, end)',
    replace: "equals < end ? form.lastIndexOf('=', end - 1) : end",
  },
  {
    name: 'semicolon-splits',
    about: 'a semicolon separates parameters too',
    seen: 'plausible',
    file,
    find: reading,
    replace: `${reading}\n  form = form.replaceAll(';', '&')`,
  },
  {
    name: 'question-mark-lost',
    about: 'a form is split at question marks too',
    seen: 'ddo/oauth-1.0a',
    file,
    find: reading,
    replace: `${reading}\n  form = form.split('?')[0]!`,
  },
  {
    name: 'plus-not-decoded',
    about: '+ in a query or form stays a plus',
    seen: 'ddo/oauth-1.0a, Mastercard/oauth1-signer-nodejs',
    file,
    find: spaces,
    replace: 'form',
  },
  {
    name: 'plus-decoded-last',
    about: '%2B is decoded to a plus, and that to a space',
    seen: 'plausible',
    file,
    find: spaces,
    replace: "form.replace(/\\+|%2B/gi, '%20')",
  },
  {
    name: 'content-type-compared-whole',
    about: 'a form type with a charset is no form',
    seen: 'litl/rauth, dghubble/oauth1 (auther.go)',
    file: parameters,
    find: isForm,
    replace: "return type?.toLowerCase() === 'application/x-www-form-urlencoded'",
  },
  {
    name: 'content-type-case-kept',
    about: 'the form type is compared with its case',
    seen: 'plausible',
    file: parameters,
    find: isForm,
    replace: 'return type !== null && new RegExp(FORM_TYPE.source).test(type)',
  },
  {
    name: 'content-type-not-looked-at',
    about: 'every body is a form',
    seen: 'ddo/oauth-1.0a #110, oauthlib/oauthlib (signature.py, its own TODO)',
    file: parameters,
    find: isForm,
    replace: 'return true',
  },
  {
    name: 'content-type-absent-is-form',
    about: 'a body without Content-Type is a form',
    seen: 'ciaranj/node-oauth #325 (default content type)',
    file: parameters,
    find: isForm,
    replace: 'return type === null || FORM_TYPE.test(type)',
  },
  {
    name: 'text-body-signed',
    about: 'a text/plain body is read as a form',
    seen: 'oauthlib/oauthlib #101',
    file: parameters,
    find: isForm,
    replace: `${isForm} || /^\\s*text\\/plain\\s*(;|$)/i.test(type ?? '')`,
  },
  {
    name: 'raw-characters-thrown',
    about: "a literal ' or bracket in a query or a form raises an error",
    seen: 'Authlib, oauthlib/oauthlib #563 and #692',
    file,
    find: reading,
    replace: `${reading}\n  if (/['{}[\\]]/.test(form)) throw new RangeError('query')`,
  },
  {
    name: 'form-like-type-signed',
    about: 'every type that speaks of a form counts, multipart too',
    seen: 'oauthlib/oauthlib (prefix), requests-oauthlib #40 (multipart)',
    file: parameters,
    find: isForm,
    replace: "return /^\\s*(application\\/x-www-form|multipart\\/form)/i.test(type ?? '')",
  },
  {
    name: 'decoded-before-split',
    about: 'a form is decoded as a whole, and split then',
    seen: 'plausible',
    file,
    find: reading,
    replace: `${reading}\n  form = String(percentDecode(form))`,
  },
  {
    name: 'last-piece-dropped',
    about: 'a pair that no "&" follows is lost',
    seen: 'plausible',
    file,
    find: pieceEnd,
    replace: `${pieceEnd}\n    if (end === form.length) break`,
  },
  {
    name: 'form-read-into-object',
    about: 'a form is read into an object, which keeps one value a name and loses __proto__',
    seen: 'dghubble/oauth1, ddo/oauth-1.0a, litl/rauth',
    file,
    find: 'encodedForm(form).map(decodeParameter)',
    replace: `{
  const object: Record<string, string> = {}
  for (const { name, value } of encodedForm(form)) object[name] = value
  return Object.entries(object).map(([name, value]) => decodeParameter({ name, value }))
}`,
  },
]
