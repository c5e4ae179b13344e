// The line loop of a fake: `respond` takes a request and returns the text to write, or nothing.
import { methods, operations } from './key.mjs'

export const line = (message) => `${JSON.stringify(message)}\n`

export const announcement = (name) => ({
  protocol: 1,
  implementation: { name, version: '1.0', language: 'javascript', homepage: null },
  operations: [...operations],
  methods: [...methods],
})

export async function serve(start, respond) {
  let rest = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()
    for (const request of lines.map((text) => JSON.parse(text))) {
      if (request.command === 'stop') return
      const text = request.command === 'start' ? line(start) : await respond(request)
      if (text) process.stdout.write(text)
    }
  }
}
