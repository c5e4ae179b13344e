/** What a lint finds. No message holds a secret. */

/** One thing to look at. `code` is stable. */
export interface Lint {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly section: string
}

export const finding = (
  isWrong: boolean,
  code: string,
  section: string,
  message: string,
  hint: string,
): Lint[] => (isWrong ? [{ code, message, hint, section }] : [])
