// The credentials and the five requests of requests.json.
import { readFileSync } from 'node:fs'

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
const { credentials, requests } = read('requests.json')

/** @returns the request as `createSigner(...).sign` takes it */
function toRequest({ method, url, form, json }) {
  if (form !== undefined) {
    const type = 'application/x-www-form-urlencoded'
    return { method, url, headers: [['Content-Type', type]], body: form }
  }
  if (json !== undefined) {
    return { method, url, headers: [['Content-Type', 'application/json']], body: json }
  }
  return { method, url, headers: [], body: null }
}

export const CREDENTIALS = credentials
export const REQUESTS = requests.map((entry) => ({
  id: entry.id,
  about: entry.about,
  form: entry.form ?? null,
  request: toRequest(entry),
}))
