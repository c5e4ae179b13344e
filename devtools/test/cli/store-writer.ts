/** A process that adds profiles until it is killed, and reports each. */
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { exampleProfile } from './example-profile.ts'

const [prefix] = process.argv.slice(2)
for (let number = 0; ; number += 1) {
  await updateProfiles(process, (profiles) =>
    withProfile(profiles, `${prefix}-${number}`, exampleProfile()),
  )
  process.stdout.write(`${number}\n`)
}
