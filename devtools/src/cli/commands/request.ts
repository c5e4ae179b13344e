/** `countersign get`, `post` and so on: sends one signed request. */
import type { Command } from '../command.ts'
import { formatHelp, mergeGroups } from '../help.ts'
import { groupsFor } from '../request/options.ts'
import { runRequest } from '../request/run.ts'

interface Verb {
  readonly name: string
  readonly method: string | null
  readonly summary: string
  readonly examples: readonly string[]
}

export const VERBS: readonly Command[] = [
  {
    name: 'get',
    method: 'GET',
    summary: 'send a signed GET and print the response',
    examples: [
      'countersign get https://api.tumblr.com/v2/user/info',
      "countersign get user/info --profile tumblr --param limit=5 --param 'tag=a & b'",
      'countersign get https://api.example.com/export -o export.zip --max-time 600',
    ],
  },
  {
    name: 'post',
    method: 'POST',
    summary: 'send a signed POST with a form, JSON, a file or multipart',
    examples: [
      "countersign post https://api.example.com/posts --form 'title=Hello World'",
      'countersign post https://api.example.com/posts --json \'{"title":"Hello"}\'',
      "countersign post https://up.example.com/photo -F title=Cat -F 'photo=@cat.png;type=image/png'",
      "countersign post https://up.example.com/video -d @cat.mp4 -H 'Content-Type: video/mp4'",
    ],
  },
  {
    name: 'put',
    method: 'PUT',
    summary: 'send a signed PUT',
    examples: ['countersign put https://api.example.com/posts/1 --json \'{"title":"Hello"}\''],
  },
  {
    name: 'patch',
    method: 'PATCH',
    summary: 'send a signed PATCH',
    examples: ['countersign patch https://api.example.com/posts/1 --json @changes.json'],
  },
  {
    name: 'delete',
    method: 'DELETE',
    summary: 'send a signed DELETE',
    examples: ['countersign delete https://api.example.com/posts/1'],
  },
  {
    name: 'head',
    method: 'HEAD',
    summary: 'send a signed HEAD and print the response headers',
    examples: ['countersign head https://api.example.com/posts/1'],
  },
  {
    name: 'request',
    method: null,
    summary: 'send a signed request with any method',
    examples: [
      'countersign request OPTIONS https://api.example.com/posts',
      'countersign request https://api.example.com/1.0/user --credentials me.json --explain',
      'countersign request POST https://api.example.com/posts --form a=b --curl',
    ],
  },
].map(createVerb)

function createVerb({ name, method, summary, examples }: Verb): Command {
  const target = method === null ? '[METHOD] URL' : 'URL'
  const groups = groupsFor(method)
  return {
    name,
    summary,
    help: formatHelp({
      title: `countersign ${name}: ${summary}`,
      usage: [`${name} ${target} [OPTIONS]`],
      about:
        'A relative URL is resolved against the API URL of the profile. countersign --help lists the exit codes.',
      groups,
      examples,
    }),
    options: mergeGroups(groups),
    run: (args, io) => runRequest(method, args, io),
  }
}
