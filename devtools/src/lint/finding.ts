/** The warnings of lint checks. */

/** A warning. `code` is stable, and no member contains a secret. */
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
