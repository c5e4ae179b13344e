/** Formats the presets as a list or as JSON. */
import { PRESETS, type Preset } from 'countersign/flow'
import type { Paint } from '../../terminal/index.ts'

export function formatPresets(paint: Paint): string {
  const presets = [...PRESETS.values()]
  const width = Math.max(...presets.map(({ name }) => name.length))
  return presets.map((preset) => formatPreset(preset, width, paint)).join('')
}

function formatPreset(
  { name, title, status, note, variables }: Preset,
  width: number,
  paint: Paint,
): string {
  const colour = status === 'alive' ? 'green' : status === 'gone' ? 'red' : 'yellow'
  const indent = ' '.repeat(width + 10)
  const variableLines = variables.map(
    (variable) => `${indent}--var ${variable.name}=${variable.example}\n`,
  )
  return [
    `${name.padEnd(width)}  ${paint(colour, status.padEnd(6))}  ${title}\n`,
    ...(note === null ? [] : [`${indent}${paint('dim', note)}\n`]),
    ...variableLines,
  ].join('')
}

export function presetsAsJson(): string {
  const presets = [...PRESETS.values()].map(
    ({ name, title, status, note, variables, apiUrl, legs }) => ({
      name,
      title,
      status,
      note,
      variables,
      apiUrl,
      legs,
    }),
  )
  return `${JSON.stringify(presets, null, 2)}\n`
}
