// Medians, quartiles, and the verdict on a run.

/** A spread above this says that the machine was busy. A quiet one makes 0.03 to 0.14. */
export const BUSY_SPREAD = 0.15
/**
 * A share above this says so, too. A quiet machine makes less than 0, and two busy loops on two
 * processors make 0.28: they take half of every slice, so that the spread stays at 0.07.
 */
export const BUSY_WAITING = 0.1

/** The value below which a share of the values lies, interpolated between the two next to it. */
function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const lower = sorted[Math.floor(position)]
  return lower + (sorted[Math.ceil(position)] - lower) * (position % 1)
}

export const median = (values) => quantile(values, 0.5)

export const summarize = (values) => ({
  median: median(values),
  lowerQuartile: quantile(values, 0.25),
  upperQuartile: quantile(values, 0.75),
  min: Math.min(...values),
  max: Math.max(...values),
})

/** The distance between the quartiles as a share of the median. */
export const spread = (values) => (quantile(values, 0.75) - quantile(values, 0.25)) / median(values)

/**
 * `pass`, `fail`, or `busy` where the machine was, so that the ratios tell nothing.
 * @param figures `baselineSpread`, `waitingShare`, and a list `ratios` of `{ id, ratio, required }`
 * @returns the verdict, and in `below` the id of each ratio that is too small
 */
export function judge({ baselineSpread, waitingShare, ratios }) {
  const below = ratios.filter(({ ratio, required }) => !(ratio >= required)).map(({ id }) => id)
  // A figure that is no number is not quiet.
  const isQuiet = baselineSpread <= BUSY_SPREAD && waitingShare <= BUSY_WAITING
  if (!isQuiet) return { verdict: 'busy', below }
  return { verdict: below.length === 0 ? 'pass' : 'fail', below }
}
