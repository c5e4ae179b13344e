/** The sandbox: a strict OAuth 1.0a provider to run on loopback. */
import './error-codes.ts'
export type { SandboxBehaviour, SandboxUrls } from './behaviour.ts'
export type { SandboxConsumer, SandboxOptions, SandboxRequest, SandboxUser } from './options.ts'
export type { RandomText } from './random-text.ts'
export { type Sandbox, startSandbox } from './server.ts'
