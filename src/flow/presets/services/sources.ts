/** The sources of the facts in the presets, each with its date. */
import type { Fact } from '../preset.ts'

type Origin = Pick<Fact, 'source' | 'date'>

/** The date of a fact whose source has no date: when the fact was recorded. */
const WRITTEN_DOWN = '2026-11'

/** The documentation for developers. A fact has its own date if the page has one. */
export const DOCUMENTED: Origin = { source: 'documentation of the service', date: WRITTEN_DOWN }
/** The source code of the service, or of its own client. */
export const SOURCE_CODE: Origin = {
  source: 'source code of the service or of its own client',
  date: WRITTEN_DOWN,
}
/** Observed on a running server. */
export const SEEN: Origin = { source: 'seen by running the server', date: WRITTEN_DOWN }
export const ISSUE: Origin = { source: 'an issue thread', date: WRITTEN_DOWN }
export const GRANT: Origin = { source: 'simov/grant 500ab20', date: '2025-02' }
export const SCRIBEJAVA: Origin = { source: 'scribejava 8970e8e', date: '2024-02' }
export const SOCIAL_CORE: Origin = { source: 'python-social-auth social-core', date: '2026-08' }
/** From memory. Not checked against a source. */
export const UNCHECKED: Origin = { source: 'unchecked', date: WRITTEN_DOWN }
