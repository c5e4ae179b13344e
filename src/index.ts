/** OAuth 1.0a by hand: sign, log in, call. */
export * from './client/index.ts'
export * from './flow/index.ts'
export * from './server/index.ts'
export * from './signing/index.ts'
