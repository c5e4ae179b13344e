// What a pasted text can do: to files, to memory, to time, and to the parser.
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

/** Reads a file as the command does with `--read-files`. */
function readNamed(t: TestContext, place: (folder: string) => string): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-paste-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return read(
    `curl ${URL} -d @${place(folder)}`,
    createNamedFileReader({ stderr: new PassThrough() }, folder, MIB),
  )
}

export const PASTES: FaultTable = {
  title: 'Texts that are pasted, for explain and diagnose',
  faults: [
    {
      fault: 'a curl command names a file for its form: -d @/etc/passwd',
      answer: 'reads no file, and names --read-files',
      error: 'file-not-read',
      says: /^--data names a file, and files are not read by default/,
      run: () => read(`curl ${URL} -d @/etc/passwd`),
    },
    {
      fault: 'a curl command names a file of options, of headers or of a query',
      answer: 'reads no file, and names --read-files',
      error: 'file-not-read',
      run: async () => {
        for (const text of [`-H @headers.txt`, `--url-query a@value.txt`])
          await assert.rejects(read(`curl ${URL} ${text}`), { code: 'file-not-read' })
        return read(`curl ${URL} -K options.txt`)
      },
    },
    {
      fault: 'a curl command names keys, cookies and files to upload',
      answer: 'never reads them, because no signature covers them, and says so in a note',
      error: null,
      run: async () => {
        const readFile = (path: string): string => assert.fail(path)
        const text = `curl ${URL} --cert client.pem --key key.pem -b cookies.txt -F photo=@cat.jpg`
        const { notes } = readRequest(text, { readFile })
        assert.match(notes.join(), /--cert, --key, --cookie, --form were not read/)
      },
    },
    {
      fault: 'a HAR file keeps a form in a file of its own',
      answer: 'reads no file, and names --read-files',
      error: 'file-not-read',
      run: () =>
        read(
          har({ postData: { mimeType: 'application/x-www-form-urlencoded', _file: 'form.txt' } }),
        ),
    },
    {
      fault: 'with --read-files, the file is a FIFO that nothing writes to',
      answer: 'reads regular files only, and does not wait',
      error: 'unreadable-file',
      says: /is a FIFO/,
      run: (t) =>
        readNamed(t, (folder) => {
          execFileSync('mkfifo', [join(folder, 'fifo')])
          return 'fifo'
        }),
    },
    {
      fault: 'with --read-files, the file is a device without an end: -d @/dev/zero',
      answer: 'reads regular files only',
      error: 'unreadable-file',
      says: /is a device/,
      run: (t) => readNamed(t, () => '/dev/zero'),
    },
    {
      fault: 'a command line, a header, a head or a URL is longer than 1 MiB',
      answer: 'does not look at it',
      error: 'input-too-large',
      run: async () => {
        const long = 'x'.repeat(MIB)
        for (const text of [`curl ${URL} -H 'A: ${long}'`, `GET ${URL} HTTP/1.1\nA: ${long}\n\n`])
          await assert.rejects(read(text), { code: 'input-too-large' })
        return read(`${URL}${long}`)
      },
    },
    {
      fault: 'a paste is longer than 64 MiB',
      answer: 'does not look at it',
      error: 'input-too-large',
      run: () => read('['.padEnd(64 * MIB + 1)),
    },
    {
      fault: 'a request has 5,001 parameters',
      answer: 'does not explain it',
      error: 'too-many-parameters',
      run: () => read(`${URL}?${Array(5001).fill('a=1').join('&')}`),
    },
    {
      fault: 'a HAR file nests 100,000 levels deep',
      answer: 'says where it nests too deeply',
      error: 'unreadable-input',
      run: () => read('['.repeat(100_000)),
    },
    {
      fault: 'members of a HAR file have kinds that no HAR file has',
      answer: 'names the member',
      error: 'unreadable-input',
      says: /"value" of an entry of "params" is not a string/,
      run: () => read(har({ postData: { params: [{ name: 'a', value: 5 }] } })),
    },
    {
      fault: "a curl command escapes what is no character: $'\\U00200000'",
      answer: 'says where the escape stands',
      error: 'unreadable-input',
      run: () => read(`curl ${URL}$'\\U00200000'`),
    },
    {
      fault: "a server's text of 1 MiB looks like a base string up to its last character",
      answer: 'reads it in one pass',
      error: 'unreadable-base-string',
      run: async () => readBaseString('GET&http'.padEnd(MIB, 'm')),
    },
    {
      fault: 'a URL is broken so that its password looks like its host',
      answer: 'shows the scheme of a URL that cannot be read, and no more',
      error: 'invalid-url',
      says: /: "https:\/\/…"$/,
      run: () => read('curl https://user:Tr0ub4dor'),
    },
  ],
}
