// Announces everything, and answers with a member that nobody asked for.
import { announcement, line, serve } from './serve.mjs'

await serve(announcement('lies'), ({ seq }) => line({ seq, output: { conformant: true } }))
