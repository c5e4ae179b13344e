/** The style of an explanation page, and the rules that highlight a parameter. */

const STYLE = `
:root { --mark: 80% 91%; --edge: 70% 38%; --lit: 95% 76% }
@media (prefers-color-scheme: dark) { :root { --mark: 40% 23%; --edge: 65% 68%; --lit: 65% 38% } }
html { scroll-padding-top: 5rem }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.35rem; margin: 0 0 .25rem }
h2 { font-size: 1.05rem; margin: 0 0 .6rem; display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap }
h2 small, .dim { color: var(--dim); font-weight: 400; font-size: .85rem }
section {
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.1rem; margin: 1rem 0;
}
code, pre, td.code { font-family: var(--mono); font-size: .84rem; overflow-wrap: anywhere }
pre { margin: 0; white-space: pre-wrap; line-height: 1.9 }
pre.sides { white-space: pre; overflow-x: auto; line-height: 1.45; overflow-wrap: normal; margin: .4rem 0 .8rem }
ul { margin: .6rem 0 0; padding-left: 1.1rem }
li { margin: .15rem 0 }
.verdict { font-size: 1.15rem; font-weight: 600; margin: 0 0 .6rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem .9rem; margin: .5rem 0 1rem }
dt { color: var(--dim) }
dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: 500; color: var(--dim); font-size: .8rem }
th, td { padding: .32rem .5rem .32rem 0; vertical-align: top; border-top: 1px solid var(--line) }
thead th { border-top: 0 }
td:first-child { width: 2.6rem }
.none td { color: var(--dim) }
.p {
  background: hsl(var(--hue, 0) var(--mark)); border-radius: 4px; padding: .1rem .28rem;
  -webkit-box-decoration-break: clone; box-decoration-break: clone;
}
a.n {
  display: inline-block; min-width: 1.7rem; text-align: center; font-size: .76rem; line-height: 1.35rem;
  border: 1.5px solid hsl(var(--hue, 0) var(--edge)); border-radius: 99px; color: inherit; text-decoration: none;
}
sup { font-size: .64rem; color: hsl(var(--hue, 0) var(--edge)); margin-right: .15rem; line-height: 0 }
.part { display: block; border-left: 3px solid var(--line); padding-left: .6rem; margin: .35rem 0 }
.part > b { display: block; font: 500 .76rem/1.4 system-ui, sans-serif; color: var(--dim) }
footer { color: var(--dim); font-size: .82rem; margin-top: 2rem }
@media (max-width: 640px) {
  table, tbody, tr, td { display: block; width: auto }
  thead { display: none }
  tr { border-top: 1px solid var(--line); padding: .45rem 0 }
  td { border: 0; padding: .08rem 0 }
  td:first-child { width: auto }
  td[data-label]:not(:empty)::before {
    content: attr(data-label) ' '; color: var(--dim); font: .78rem system-ui, sans-serif;
  }
  dl { grid-template-columns: 1fr; gap: 0 }
  dd { margin-bottom: .5rem }
}
@media print { section { break-inside: avoid } }
`

/** The number of colours. Parameters with the same colour differ by their number. */
const HUES = 12

/** @param count the number of parameters */
export const explanationStyle = (count: number): string => STYLE + highlightRules(count)

/** Highlights a parameter everywhere when it is hovered over or its link is followed. */
function highlightRules(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const self = `.p${index + 1}`
    const hue = (index % HUES) * (360 / HUES) + (Math.floor(index / HUES) % 3) * 10
    const lit =
      'background: hsl(var(--hue) var(--lit)); outline: 2px solid hsl(var(--hue) var(--edge))'
    const pointed = `body:has(${self}:hover) .p${self}, body:has(#p${index + 1}:target) .p${self}`
    return `${self} { --hue: ${hue} }\n${pointed} { ${lit} }`
  }).join('\n')
}
