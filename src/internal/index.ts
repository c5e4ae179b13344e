/** What several layers share, each once. */
export * from './nearest-name.ts'
export * from './options.ts'
