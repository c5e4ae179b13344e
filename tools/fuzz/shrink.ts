/** Shrinks a failing case while it fails in the same way. */

/** Smaller values of the same shape, the smallest first. A `kind` does not change. */
export function* smallerThan(value: unknown): Generator<unknown> {
  if (typeof value === 'string') yield* smallerTexts(value)
  else if (Array.isArray(value)) yield* smallerLists(value)
  else if (typeof value === 'object' && value !== null) yield* smallerRecords(value)
}

function* smallerTexts(text: string): Generator<string> {
  const characters = [...text]
  for (let size = characters.length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < characters.length; start += size) {
      yield [...characters.slice(0, start), ...characters.slice(start + size)].join('')
    }
  }
  for (const [position, character] of characters.entries()) {
    if (character !== 'a') yield characters.with(position, 'a').join('')
  }
}

function* smallerLists(list: readonly unknown[]): Generator<unknown[]> {
  if (list.length > 0) yield []
  for (const [position, item] of list.entries()) {
    yield list.toSpliced(position, 1)
    for (const smaller of smallerThan(item)) yield list.with(position, smaller)
  }
}

const NULLABLE = ['body', 'token', 'version', 'realm', 'callback', 'verifier', 'host']

function* smallerRecords(record: object): Generator<object> {
  for (const [name, value] of Object.entries(record)) {
    if (name === 'kind') continue
    if (NULLABLE.includes(name) && value !== null) yield { ...record, [name]: null }
    const values = name === 'hex' ? smallerOctets(String(value)) : smallerThan(value)
    for (const smaller of values) yield { ...record, [name]: smaller }
  }
}

function* smallerOctets(hex: string): Generator<string> {
  for (let start = 0; start < hex.length; start += 2) {
    yield hex.slice(0, start) + hex.slice(start + 2)
  }
}

/**
 * @param fails whether a smaller value fails in the same way. The value may have an invalid shape.
 */
export async function shrink<Value>(
  failing: Value,
  fails: (smaller: Value) => Promise<boolean>,
): Promise<Value> {
  let smallest = failing
  let attempts = 0
  for (let found = true; found && attempts < MOST_ATTEMPTS; ) {
    found = false
    for (const smaller of smallerThan(smallest)) {
      attempts += 1
      if (attempts >= MOST_ATTEMPTS) break
      if (!(await fails(smaller as Value))) continue
      smallest = smaller as Value
      found = true
      break
    }
  }
  return smallest
}

const MOST_ATTEMPTS = 20_000
