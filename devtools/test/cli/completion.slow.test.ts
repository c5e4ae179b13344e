// The completion scripts, run by the installed shells.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { COMMANDS } from '../../src/cli/commands.ts'
import { credentialsPath } from '../../src/cli/profiles/location.ts'
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { writeCommand } from './command-file.ts'
import { exampleProfile } from './example-profile.ts'
import { runCli } from './run-cli.ts'

const run = promisify(execFile)
const isMissing = (shell: string): string | false =>
  spawnSync(shell, ['-c', 'exit 0']).status !== 0 && `${shell} is not installed`
const NAMES = [...COMMANDS.map(({ name }) => name)].sort()

let folder: string
let env: Record<string, string>
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-completion-'))
  env = {
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    XDG_CONFIG_HOME: folder,
    HOME: folder,
    TERM: 'dumb',
  }
  for (const name of ['work', 'play'])
    await updateProfiles({ env }, (old) => withProfile(old, name, exampleProfile()))
  // The scripts call the command for the names of the profiles.
  writeCommand(join(folder, 'bin'))
  writeFileSync(join(folder, 'data.json'), '{}')
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(folder, shell), (await runCli(['completion', shell])).stdout)
})
after(() => rmSync(folder, { recursive: true, force: true }))

type Complete = (line: string) => Promise<string[]>

const bash: Complete = async (line) => {
  const script = `source ./bash; COMP_WORDS=("\${@}"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; _countersign; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await run('bash', ['--norc', '-c', script, 'bash', ...line.split(' ')], {
    env,
    cwd: folder,
  })
  return stdout.split('\n').filter(Boolean).sort()
}

const fish: Complete = async (line) => {
  const { stdout } = await run(
    'fish',
    ['--no-config', '-c', `source ./fish; complete -C '${line}'`],
    {
      env,
      cwd: folder,
    },
  )
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((offer) => offer.split('\t')[0]!)
    .sort()
}

/**
 * zsh completes only on a terminal, so it runs on a pseudo-terminal and prints the completions that
 * it finds.
 */
const zsh: Complete = async (line) => {
  const script = `
    zmodload zsh/zpty
    zpty z zsh -f -i
    zpty -w z "PS1=; autoload -U compinit; compinit -u -D; source ./zsh; zstyle ':completion:*' list-colors ''"
    zpty -w z "bindkey '^I' complete-word; zstyle ':completion:*' insert-tab false; LISTMAX=0; unsetopt automenu"
    zpty -w z "compadd() { builtin compadd -A found \\"\\$@\\"; print -rl -- FOUND:\\$^found; builtin compadd \\"\\$@\\" }"
    zpty -w z "print READY"
    while zpty -r z text; do [[ $text == READY* ]] && break; done
    zpty -n -w z $'${line}\\t'
    quiet=0 found=
    while (( SECONDS < 60 && quiet < 4 )); do
      if zpty -rt z text; then print -rn -- "$text"; quiet=0; [[ $text == *FOUND:* ]] && found=1
      else sleep 0.05; [[ -n $found ]] && (( quiet += 1 )); fi
    done
    zpty -d z`
  const { stdout } = await run('zsh', ['-f', '-c', script], { env, cwd: folder, timeout: 70_000 })
  return [...new Set([...stdout.matchAll(/FOUND:([^\r\n]+)/g)].map(([, offer]) => offer!))].sort()
}

const without = (offers: readonly string[], ...extra: readonly string[]): string[] =>
  offers.filter((offer) => !extra.includes(offer))

for (const [shell, complete] of [
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
] as const) {
  test(
    `${shell} completes commands, options, presets, profiles, words and files`,
    { skip: isMissing(shell), timeout: 120_000 },
    async () => {
      const spelled =
        shell === 'fish' ? await complete('countersign ') : await complete('countersign ')
      assert.deepEqual(without(spelled, 'help', '--help', '--version', '-h'), NAMES)
      assert.deepEqual(await complete('countersign lo'), ['login', 'logout'])
      const options = await complete('countersign get --')
      for (const option of ['--header', '--param', '--profile', '--dry-run', '--curl']) {
        assert.ok(
          options.some((offer) => offer.replace(/=$/, '') === option),
          `${option} in ${options.join(' ')}`,
        )
      }
      assert.ok(!options.includes('--form'), 'a GET has no body')
      assert.deepEqual(await complete('countersign login tum'), ['tumblr'])
      assert.ok(
        !(await complete('countersign login ')).includes('bitbucket'),
        'a preset of a service that is gone',
      )
      assert.deepEqual(await complete('countersign get --profile '), ['play', 'work'])
      assert.deepEqual(await complete('countersign logout w'), ['work'])
      assert.deepEqual(await complete('countersign get --transmission '), [
        'body',
        'header',
        'query',
      ])
      assert.deepEqual(without(await complete('countersign profiles '), 'data.json'), [
        'restore',
        'use',
      ])
      assert.deepEqual(await complete('countersign completion '), ['bash', 'fish', 'zsh'])
      assert.ok(
        (await complete('countersign post --credentials da')).some((offer) =>
          offer.endsWith('data.json'),
        ),
      )
    },
  )
}

test('bash completes after = and after @', { skip: isMissing('bash') }, async () => {
  assert.deepEqual(await bash('countersign get --profile = '), ['play', 'work'])
  assert.deepEqual(await bash('countersign get --profile = w'), ['work'])
  assert.deepEqual(await bash('countersign post -d @da'), ['@data.json'])
  assert.deepEqual(await bash('countersign post -F photo=@da'), ['photo=@data.json'])
  assert.deepEqual(await bash('countersign help who'), ['whoami'])
  assert.deepEqual(await bash('countersign get --max-time '), [])
})

test('the shells accept the syntax of their scripts', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    if (isMissing(shell)) continue
    const { status, stderr } = spawnSync(shell, ['-n', join(folder, shell)], { encoding: 'utf8' })
    assert.deepEqual([status, stderr], [0, ''], shell)
  }
})

for (const [shell, complete] of [
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
] as const) {
  test(
    `${shell} runs no command in the name of a profile, and offers no name that needs quotes`,
    { skip: isMissing(shell), timeout: 120_000 },
    async () => {
      const names = [
        '$(touch PWNED)',
        '`touch PWNED`',
        '${PWNED:=x}',
        "'; touch PWNED; '",
        'a b',
        '-x',
        '*',
      ]
      const before = readFileSync(credentialsPath(env))
      try {
        for (const name of names)
          await updateProfiles({ env }, (old) => withProfile(old, name, exampleProfile()))
        assert.deepEqual(await complete('countersign get --profile '), ['play', 'work'])
        assert.deepEqual(await complete('countersign get --profile w'), ['work'])
      } finally {
        writeFileSync(credentialsPath(env), before)
      }
      assert.ok(!existsSync(join(folder, 'PWNED')))
    },
  )
}
