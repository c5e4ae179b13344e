/** All presets by name. */
import type { Preset } from './preset.ts'
import * as atlassian from './services/atlassian.ts'
import * as business from './services/business.ts'
import * as collections from './services/collections.ts'
import * as dailyLife from './services/daily-life.ts'
import * as photos from './services/photos.ts'
import * as platforms from './services/platforms.ts'
import * as shops from './services/shops.ts'
import * as social from './services/social.ts'

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
  .sort((a, b) => (a.name < b.name ? -1 : 1))

/**
 * The presets, sorted by name.
 *
 * @example
 * for (const { name, title, status } of PRESETS.values()) console.log(name, title, status)
 */
export const PRESETS: ReadonlyMap<string, Preset> = new Map(
  ALL.map((preset) => [preset.name, preset]),
)
