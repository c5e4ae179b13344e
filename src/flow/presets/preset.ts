/** A preset: the options of one known service as plain data, and the sources of what it says. */
import type { SignatureMethodName } from '../../signing/index.ts'
import type { ServiceOptions } from '../service-options.ts'

export interface Preset {
  /** The name for `OAuth1Service.from`. */
  readonly name: string
  /** The name of the service for people. */
  readonly title: string
  /**
   * - `alive`: the service answers.
   * - `ending`: the service has announced when it ends.
   * - `legacy`: the service has a newer protocol beside OAuth 1.0.
   * - `gone`: the service does not answer anymore.
   */
  readonly status: 'alive' | 'ending' | 'legacy' | 'gone'
  /** What to know before you use it. For a preset that is `gone`: what to use instead. */
  readonly note: string | null
  /** The variables of the settings and of `apiUrl`, such as `{site}`. */
  readonly variables: readonly PresetVariable[]
  /** `baseUrl` of the service. */
  readonly apiUrl: string | null
  /** See `Quirks.legs`. */
  readonly legs: 'three' | 'two' | 'none'
  readonly settings: PresetSettings
  readonly facts: readonly Fact[]
}

export interface PresetVariable {
  readonly name: string
  readonly meaning: string
  readonly example: string
  /**
   * - `site`: the http or https URL of a folder, or a host name.
   * - `label`: letters, digits, `-` and `_`.
   * - `text`: printable ASCII.
   */
  readonly kind: 'site' | 'label' | 'text'
}

export interface Fact {
  readonly fact: string
  readonly source: string
  /**
   * The date of the source, or else the date when the fact was recorded: `YYYY-MM` or `YYYY-MM-DD`.
   */
  readonly date: string
}

type PlainOption =
  | 'requestTokenMethod'
  | 'accessTokenMethod'
  | 'renewMethod'
  | 'revokeMethod'
  | 'callbackMode'
  | 'requireCallbackConfirmed'
  | 'requireVerifier'
  | 'authorizeTokenName'
  | 'authorizeConsumerKeyName'
  | 'authorizeUrlField'
  | 'urlAsRealm'
  | 'rawKey'
  | 'renewKeepsToken'
  | 'transmission'
  | 'realm'
  | 'bodyHash'
  | 'problemField'

/**
 * The options of a service that a preset can set. Texts can contain `{name}`, `{name:host}` and
 * `{name:upper}`.
 */
export interface PresetSettings extends Pick<ServiceOptions, PlainOption> {
  readonly requestTokenUrl?: string
  readonly authorizeUrl?: string
  readonly accessTokenUrl?: string
  readonly renewUrl?: string
  readonly revokeUrl?: string
  readonly signatureMethod?: SignatureMethodName
  readonly consumerSecret?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly requestTokenParams?: Readonly<Record<string, string>>
  readonly authorizeParams?: Readonly<Record<string, string>>
}
