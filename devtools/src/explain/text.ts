/** Renders an explanation as text for a terminal or a pipe. */
import { printableTexts } from 'countersign/internal'
import type { Explanation } from './explain.ts'
import type { ExplainedParameter } from './parameters.ts'
import { KIND_NAMES } from '../input/index.ts'
import type { Lint } from '../lint/index.ts'
import { type Paint, painter, wrap } from '../terminal/index.ts'

/** @param isColoured whether to use ANSI colours. Defaults to false */
export function explainText(explained: Explanation, isColoured = false): string {
  const paint = painter(isColoured)
  // Escapes control characters in every text before layout and colouring add their own.
  const explanation = printableTexts(explained)
  const { input, method, uri, parameters, leftOut, sort, signatureBaseString, key } = explanation
  const section = (title: string, number: string, lines: readonly string[]): string =>
    [
      `${paint('bold', title)} ${paint('dim', `§${number}`)}`,
      ...lines.map((line) => `  ${line}`),
      '',
    ].join('\n')
  const bullets = (remarks: readonly { readonly what: string }[]): string[] =>
    remarks.map(({ what }) => paint('dim', `- ${wrap(what, 4)}`))
  const signed = parameters
    .filter(({ position }) => position !== null)
    .sort((a, b) => a.position! - b.position!)
  return (
    [
      `${paint('dim', `read: ${KIND_NAMES[input.kind]}`)}\n${input.method} ${input.url}\n`,
      ...input.notes.map((note) => `${paint('yellow', 'note')} ${wrap(note, 5)}\n`),
      section('Parameters', '3.4.1.3.1', [
        ...parameters.map((parameter) => parameterLine(parameter, paint)),
        ...bullets(leftOut),
      ]),
      section('Base string URI', '3.4.1.2', [uri.signed, ...bullets(uri.remarks)]),
      section('Normalized parameters', '3.4.1.3.2', [
        ...signed.map(
          ({ position, encodedName, encodedValue }) =>
            `${String(position).padStart(3)}  ${encodedName}=${encodedValue}`,
        ),
        ...bullets(sort),
      ]),
      section(
        'Signature base string',
        '3.4.1.1',
        signatureBaseString === null
          ? [paint('dim', '- PLAINTEXT has no base string')]
          : [
              paint('magenta', method.encoded),
              `${paint('dim', '&')} ${paint('cyan', uri.encoded)}`,
              ...signed.map(
                ({ inBaseString }, index) =>
                  `${paint('dim', index === 0 ? '&  ' : '%26')} ${paint('green', inBaseString!)}`,
              ),
            ],
      ),
      section('Key', key.remarks[0]?.section ?? '3.4.2', [
        ...(key.shape === null ? [] : [key.shape]),
        ...bullets(key.remarks),
      ]),
      section('Signature', explanation.signature.section, signatureLines(explanation, paint)),
      lintText(explanation.lint, paint),
    ]
      .join('\n')
      .trimEnd() + '\n'
  )
}

function parameterLine(
  { source, raw, name, value, encodedName, encodedValue, position, remark }: ExplainedParameter,
  paint: Paint,
): string {
  const place = position === null ? paint('dim', ' –') : String(position).padStart(2)
  const from = raw === null || raw === `${name}=${value}` ? '' : paint('dim', `  from ${raw}`)
  const to =
    `${encodedName}=${encodedValue}` === `${name}=${value}`
      ? ''
      : paint('green', `  to ${encodedName}=${encodedValue}`)
  const why = remark === null ? '' : paint('dim', `  (${remark})`)
  return `${place}  ${source.padEnd(6)}  ${name}=${value}${from}${position === null ? '' : to}${why}`
}

function signatureLines({ signatureMethod, signature }: Explanation, paint: Paint): string[] {
  const { computed, observed, matches } = signature
  return [
    `method    ${signatureMethod}`,
    ...(computed === null ? [] : [`computed  ${computed}`]),
    ...(observed === null ? [] : [`observed  ${observed}`]),
    ...(matches === null
      ? []
      : [
          matches
            ? paint('green', 'they are the same')
            : paint('red', 'they differ: run countersign diagnose to find the reason'),
        ]),
  ]
}

/** The warnings as text. Empty without warnings. */
export function lintText(lint: readonly Lint[], paint: Paint): string {
  if (lint.length === 0) return ''
  const lines = lint.map(
    ({ code, message, hint, section }) =>
      `  ${paint('yellow', '!')} ${message}  ${paint('dim', `${code} §${section}`)}\n    ${wrap(hint, 4)}`,
  )
  return `${paint('bold', 'Warnings')}\n${lines.join('\n')}\n`
}
