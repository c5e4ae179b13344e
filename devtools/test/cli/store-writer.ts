/** Adds one profile after another until it is killed, and says so after each. */
import { updateProfiles, withProfile } from '../../src/cli/profiles/store.ts'
import { exampleProfile } from './example-profile.ts'

const [prefix] = process.argv.slice(2)
for (let number = 0; ; number += 1) {
  await updateProfiles(process, (profiles) =>
    withProfile(profiles, `${prefix}-${number}`, exampleProfile()),
  )
  process.stdout.write(`${number}\n`)
}
