// Speaks a version of the protocol that does not exist yet.
import { announcement, serve } from './serve.mjs'

await serve({ ...announcement('other-protocol'), protocol: 2 }, () => '')
