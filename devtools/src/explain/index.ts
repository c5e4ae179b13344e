/** Explaining signatures: every stage on the way from a request to its signature, in words and in data. */
export { isRight, traceObserved } from './core-trace.ts'
export { explain, type Explanation } from './explain.ts'
export { explainHtml } from './html.ts'
export { explainText, lintText } from './text.ts'
