/** A mutant: src/signing and src/server with one bug put in. */
export interface Mutant {
  /** In kebab-case. */
  readonly name: string
  /** What goes wrong, in one short sentence. */
  readonly about: string
  /** The library, and its file or issue, that has or had this bug; or `plausible`. */
  readonly seen: string
  /** Of src/signing or src/server. */
  readonly file: string
  /** The exact text to replace; it stands in the file once. */
  readonly find: string
  readonly replace: string
  /** Where the RFC leaves some of it open, `silent` vectors count too: they tell which reading was chosen. */
  readonly isChoice?: true
}
