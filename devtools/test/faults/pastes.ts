// Attacks by pasted text: on files, memory, time and the parser.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { TestContext } from 'node:test'
import { createNamedFileReader } from '../../src/cli/arguments/read-file.ts'
import { type ReadFile, readBaseString, readRequest } from '../../src/input/index.ts'
import type { FaultTable } from './fault.ts'

const MIB = 1024 * 1024
const URL = 'https://h.example/'

const read = async (text: string, readFile: ReadFile | null = null): Promise<unknown> =>
  readRequest(text, { readFile })
const har = (more: object): string =>
  JSON.stringify({ method: 'POST', url: URL, headers: [], ...more })

/** Reads a paste with a reader like that of `--read-files`. */
function readNamed(t: TestContext, place: (folder: string) => string): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-paste-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return read(
    `curl ${URL} -d @${place(folder)}`,
    createNamedFileReader({ stderr: new PassThrough() }, folder, MIB),
  )
}

export const PASTES: FaultTable = {
  title: 'Pasted input of explain and diagnose',
  faults: [
    {
      fault: 'a curl command names a file for its form: -d @/etc/passwd',
      answer: 'reads no file, and the hint names --read-files',
      error: 'file-not-read',
      says: /^--data names a file, and files are not read by default/,
      run: () => read(`curl ${URL} -d @/etc/passwd`),
    },
    {
      fault: 'a curl command names a file of options, of headers or of a query',
      answer: 'reads no file, and the hint names --read-files',
      error: 'file-not-read',
      run: async () => {
        for (const text of [`-H @headers.txt`, `--url-query a@value.txt`])
          await assert.rejects(read(`curl ${URL} ${text}`), { code: 'file-not-read' })
        return read(`curl ${URL} -K options.txt`)
      },
    },
    {
      fault: 'a curl command names keys, cookies and files to upload',
      answer: 'does not read them, because no signature covers them, and adds a note',
      error: null,
      run: async () => {
        const readFile = (path: string): string => assert.fail(path)
        const text = `curl ${URL} --cert client.pem --key key.pem -b cookies.txt -F photo=@cat.jpg`
        const { notes } = readRequest(text, { readFile })
        assert.match(notes.join(), /--cert, --key, --cookie, --form were not read/)
      },
    },
    {
      fault: 'a HAR file refers to a form in another file',
      answer: 'reads no file, and the hint names --read-files',
      error: 'file-not-read',
      run: () =>
        read(
          har({ postData: { mimeType: 'application/x-www-form-urlencoded', _file: 'form.txt' } }),
        ),
    },
    {
      fault: 'with --read-files, the file is a FIFO without a writer',
      answer: 'refuses it without waiting, because it reads regular files only',
      error: 'unreadable-file',
      says: /is a FIFO/,
      run: (t) =>
        readNamed(t, (folder) => {
          execFileSync('mkfifo', [join(folder, 'fifo')])
          return 'fifo'
        }),
    },
    {
      fault: 'with --read-files, the file is an endless device: -d @/dev/zero',
      answer: 'refuses it, because it reads regular files only',
      error: 'unreadable-file',
      says: /is a device/,
      run: (t) => readNamed(t, () => '/dev/zero'),
    },
    {
      fault: 'a command line, a header, the headers of a request or a URL is longer than 1 MiB',
      answer: 'refuses it without parsing it',
      error: 'input-too-large',
      run: async () => {
        const long = 'x'.repeat(MIB)
        for (const text of [`curl ${URL} -H 'A: ${long}'`, `GET ${URL} HTTP/1.1\nA: ${long}\n\n`])
          await assert.rejects(read(text), { code: 'input-too-large' })
        return read(`${URL}${long}`)
      },
    },
    {
      fault: 'the input is longer than 64 MiB',
      answer: 'refuses it without parsing it',
      error: 'input-too-large',
      run: () => read('['.padEnd(64 * MIB + 1)),
    },
    {
      fault: 'a request has 5,001 parameters',
      answer: 'refuses to explain it',
      error: 'too-many-parameters',
      run: () => read(`${URL}?${Array(5001).fill('a=1').join('&')}`),
    },
    {
      fault: 'a HAR file has 100,000 levels of nesting',
      answer: 'reports the position where the nesting is too deep',
      error: 'unreadable-input',
      run: () => read('['.repeat(100_000)),
    },
    {
      fault: 'a member of a HAR file has a wrong type',
      answer: 'names the member',
      error: 'unreadable-input',
      says: /"value" of an entry of "params" is not a string/,
      run: () => read(har({ postData: { params: [{ name: 'a', value: 5 }] } })),
    },
    {
      fault: "a curl command contains an escape beyond Unicode: $'\\U00200000'",
      answer: 'reports the position of the escape',
      error: 'unreadable-input',
      run: () => read(`curl ${URL}$'\\U00200000'`),
    },
    {
      fault: 'text of 1 MiB from a server resembles a base string up to its last character',
      answer: 'parses it in linear time',
      error: 'unreadable-base-string',
      run: async () => readBaseString('GET&http'.padEnd(MIB, 'm')),
    },
    {
      fault: 'an invalid URL has its password in the position of the host',
      answer: 'prints only the scheme of an invalid URL',
      error: 'invalid-url',
      says: /: "https:\/\/…"$/,
      run: () => read('curl https://user:Tr0ub4dor'),
    },
  ],
}
