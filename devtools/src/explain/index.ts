/** Explains how the signature of a request is computed, stage by stage, as data, text and HTML. */
export { isRight, traceObserved } from './core-trace.ts'
export { explain, type Explanation } from './explain.ts'
export { explainHtml } from './html.ts'
export { explainText, lintText } from './text.ts'
