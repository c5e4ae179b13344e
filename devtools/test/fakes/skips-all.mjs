// Announces everything, and skips all of it.
import { announcement, line, serve } from './serve.mjs'

await serve(announcement('skips-all'), ({ seq }) => line({ seq, skipped: { reason: 'not today' } }))
