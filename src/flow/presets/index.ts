/** All presets, by name. */
import * as atlassian from './atlassian.ts'
import * as business from './business.ts'
import * as collections from './collections.ts'
import * as dailyLife from './daily-life.ts'
import * as photos from './photos.ts'
import * as platforms from './platforms.ts'
import type { Preset } from './preset.ts'
import * as shops from './shops.ts'
import * as social from './social.ts'

const ALL: readonly Preset[] = [
  atlassian,
  business,
  collections,
  dailyLife,
  photos,
  platforms,
  shops,
  social,
]
  .flatMap((group) => Object.values(group))
  .sort((one, other) => (one.name < other.name ? -1 : 1))

export const PRESETS: ReadonlyMap<string, Preset> = new Map(
  ALL.map((preset) => [preset.name, preset]),
)
