/** Mutants of the signature base string, §3.4.1.1. */
import type { Mutant } from './mutant.ts'

const file = 'signature-base-string.ts'
const method = '${percentEncode(upperCaseMethod(method))}'
const uri = '${percentEncode(uri)}'
const parameters = '${percentEncode(parameters)}'

export const BASE_STRING: readonly Mutant[] = [
  {
    name: 'method-case-kept',
    about: 'the method is not upper-cased',
    seen: 'litl/rauth',
    file,
    find: 'return method.toUpperCase()',
    replace: 'return method',
  },
  {
    name: 'method-upper-cased-in-turkish',
    about: 'the method is upper-cased by the locale',
    seen: 'plausible',
    file,
    find: 'return method.toUpperCase()',
    replace: "return method.toLocaleUpperCase('tr')",
  },
  {
    name: 'only-known-methods-upper-cased',
    about: 'a method that is not one of HTTP is not upper-cased',
    seen: 'plausible',
    file,
    find: 'return method.toUpperCase()',
    replace: 'return /^(get|head|post|put|delete)$/i.test(method) ? method.toUpperCase() : method',
  },
  {
    name: 'method-not-encoded',
    about: 'the method is not percent-encoded',
    seen: 'plausible',
    file,
    find: method,
    replace: '${upperCaseMethod(method)}',
  },
  {
    name: 'wrong-method-signed',
    about: 'POST is signed as GET',
    seen: 'RFC 5849 section 3.1 as printed (erratum 2550)',
    file,
    find: method,
    replace: "${percentEncode(upperCaseMethod(method)).replace('POST', 'GET')}",
  },
  {
    name: 'head-signed-as-get',
    about: 'HEAD is signed as GET',
    seen: 'plausible',
    file,
    find: method,
    replace: "${percentEncode(upperCaseMethod(method)).replace('HEAD', 'GET')}",
  },
  {
    name: 'uri-not-encoded',
    about: 'the base string URI is not encoded',
    seen: 'plausible',
    file,
    find: uri,
    replace: '${uri}',
  },
  {
    name: 'path-encoded-once',
    about: 'escapes in the path are not encoded again',
    seen: 'joestump/python-oauth2',
    file,
    find: uri,
    replace: "${percentEncode(uri).replaceAll('%25', '%')}",
  },
  {
    name: 'parameters-encoded-once',
    about: 'the parameter string is not encoded again',
    seen: 'plausible',
    file,
    find: parameters,
    replace: '${parameters}',
  },
  {
    name: 'parameter-escapes-encoded-once',
    about: 'escapes in the parameter string are not encoded again',
    seen: 'plausible',
    file,
    find: parameters,
    replace: "${percentEncode(parameters).replaceAll('%25', '%')}",
  },
  {
    name: 'empty-parameters-without-ampersand',
    about: 'the last "&" is missing where there is no parameter',
    seen: 'plausible',
    file,
    find: `&${parameters}`,
    replace: '${parameters && `&${percentEncode(parameters)}`}',
    isChoice: true,
  },
  {
    name: 'separators-encoded',
    about: 'the "&" between the parts is encoded',
    seen: 'plausible',
    file,
    find: 'return `${target}&' + parameters,
    replace: 'return `${target.replace("&", "%26")}%26' + parameters,
  },
]
