/** What a preset is: plain data about one service, each fact with where it comes from and when. */
import type { SignatureMethodName } from '../../signing/index.ts'
import type { ServiceOptions } from '../service-options.ts'

export interface Preset {
  /** What `OAuth1Service.from` takes. */
  readonly name: string
  /** What people call the service. */
  readonly title: string
  /** `ending`: the service has said when it ends; `legacy`: kept beside something newer; `gone`: it answers no more. */
  readonly status: 'alive' | 'ending' | 'legacy' | 'gone'
  /** What a person should know before using it; for `gone`, what to use instead. */
  readonly note: string | null
  /** What fills the holes of the settings, such as `{site}`. */
  readonly variables: readonly PresetVariable[]
  /** What relative URLs of the API are resolved against. */
  readonly apiUrl: string | null
  /** See `Deviations.legs`. */
  readonly legs: 'three' | 'two' | 'none'
  readonly settings: PresetSettings
  readonly facts: readonly Fact[]
}

export interface PresetVariable {
  readonly name: string
  readonly meaning: string
  readonly example: string
  /** `site`: the http or https URL of a folder; `label`: letters, digits, `-` and `_`; `text`: printable ASCII. */
  readonly kind: 'site' | 'label' | 'text'
}

export interface Fact {
  readonly fact: string
  readonly source: string
  /** Of the source, or where it has none, of when the fact was written down: `YYYY-MM` or `YYYY-MM-DD`. */
  readonly date: string
}

type Quirk =
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

/** The options of a service that a preset sets. Texts may have holes: `{name}`, or `{name:host}` and `{name:upper}`. */
export interface PresetSettings extends Pick<ServiceOptions, Quirk> {
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
