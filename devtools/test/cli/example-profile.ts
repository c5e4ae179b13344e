/** A valid profile for tests. */
import type { Profile } from '../../src/cli/profiles/profile.ts'

export function exampleProfile(own: Partial<Profile> = {}): Profile {
  return {
    service: null,
    variables: {},
    apiUrl: 'https://api.example.com/',
    origins: ['https://api.example.com'],
    requestTokenUrl: null,
    authorizeUrl: null,
    accessTokenUrl: null,
    renewUrl: null,
    revokeUrl: null,
    consumerKey: 'key',
    consumerSecret: 'consumer-secret',
    privateKeyFile: null,
    signatureMethod: null,
    transmission: null,
    realm: null,
    token: 'token',
    tokenSecret: 'token-secret',
    sessionHandle: null,
    expiresAt: null,
    fields: [],
    ...own,
  }
}
