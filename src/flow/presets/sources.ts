/** Where the facts of the presets come from, and of when each source is. */

/** What the service tells its developers; undated unless a fact gives a date. */
export const DOCUMENTED = { source: 'documentation of the service', date: null } as const
/** The source code of the service, or of its own client. */
export const SOURCE_CODE = { source: 'source code of the service or of its own client', date: null } as const
/** Seen by running the server. */
export const SEEN = { source: 'seen by running the server', date: null } as const
export const ISSUE = { source: 'an issue thread', date: null } as const
export const GRANT = { source: 'simov/grant 500ab20', date: '2025-02' } as const
export const SCRIBEJAVA = { source: 'scribejava 8970e8e', date: '2024-02' } as const
export const SOCIAL_CORE = { source: 'python-social-auth social-core', date: '2026-08' } as const
/** From memory: nobody has checked it against a source. */
export const UNCHECKED = { source: 'unchecked', date: null } as const
