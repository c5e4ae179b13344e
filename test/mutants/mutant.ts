/** A mutant: one bug in a copy of src/signing and src/server. */
export interface Mutant {
  /** In kebab-case. */
  readonly name: string
  /** The bug in one short sentence. */
  readonly about: string
  /** The library, and its file or issue, that has or had this bug; or `plausible`. */
  readonly seen: string
  /** The file in src/signing or src/server. */
  readonly file: string
  /** The exact text to replace. It occurs in the file once. */
  readonly find: string
  readonly replace: string
  /**
   * Whether the RFC leaves it partly open. Then `silent` vectors count too, because they show the
   * chosen reading.
   */
  readonly isChoice?: true
}
