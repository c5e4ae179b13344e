/** The style sheet of the HTML report. */
export const STYLE = `
:root { --errored: #8a2c8f; --info: #2c66a8; --skipped: #8a9099; --unsupported: #c3c7cb; --mark: #ffd6d1 }
@media (prefers-color-scheme: dark) {
  :root { --errored: #d99be0; --info: #86b5ee; --skipped: #7f868e; --unsupported: #4a5057; --mark: #7a2620 }
}
html { scroll-padding-top: 1rem }
body { margin: 0 auto; max-width: 90rem; padding: 2.5rem clamp(1rem, 4vw, 3rem) 5rem }
h1 { margin: 0 0 .4rem; font-size: 1.7rem; font-weight: 650; letter-spacing: -.01em; line-height: 1.2 }
h2 { margin: 0; font-size: 1.2rem; font-weight: 650 }
h3 { margin: 0; font-size: .95rem; font-weight: 600 }
p { margin: .4rem 0; max-width: 46rem }
a { color: inherit; text-decoration-color: var(--skipped); text-underline-offset: .2em }
a:hover { text-decoration-color: currentColor }
:focus-visible { outline: 2px solid var(--info); outline-offset: 2px }
code, pre { font: .85em/1.5 var(--mono); unicode-bidi: isolate }
small { font-size: .78rem; color: var(--dim); font-weight: 400 }
.facts { color: var(--dim); font-size: .9rem }
.scroll { margin: 1.6rem 0; max-height: 85vh; overflow: auto; border: 1px solid var(--line); border-radius: 6px;
  background: var(--card) }
table { border-collapse: separate; border-spacing: 0; font-size: .85rem; line-height: 1.35 }
th, td { padding: .5rem .8rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
tr:last-child > * { border-bottom: 0 }
th { font-weight: 600 }
thead th { position: sticky; top: 0; z-index: 1; background: var(--card); min-width: 9.5rem }
th:first-child { position: sticky; left: 0; z-index: 1; background: var(--card);
  border-right: 1px solid var(--line); min-width: 13rem }
thead th:first-child { z-index: 2 }
th span, th small, td small { display: block; font-weight: 400; color: var(--dim) }
td small { min-height: 1.3em }
td a { display: block; text-decoration: none }
td a b { text-decoration: underline; text-decoration-color: var(--skipped); text-underline-offset: .2em }
td b { font-weight: 600; white-space: nowrap }
.all > * { border-bottom: 2px solid var(--line) }
td.fail b, article.fail b { color: var(--bad) }
td.errored b, article.errored b { color: var(--errored) }
td.non-strict b, article.non-strict b { color: var(--warn) }
td.pass b { color: var(--good) }
td.info b { color: var(--info) }
td.skipped b, td.unsupported b { color: var(--dim); font-weight: 400 }
.bar { display: flex; gap: 1px; height: 4px; margin-top: .35rem; border-radius: 2px; overflow: hidden }
.bar i { min-width: 2px }
.bar .pass { background: var(--good) } .bar .fail { background: var(--bad) }
  .bar .errored { background: var(--errored) }
.bar .non-strict { background: var(--warn) } .bar .info { background: var(--info) }
.bar .skipped { background: var(--skipped) } .bar .unsupported { background: var(--unsupported) }
.legend { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: .5rem 2rem;
  margin: 0 0 2.5rem; font-size: .85rem }
.legend dt { font-weight: 600 } .legend dd { margin: 0; color: var(--dim) }
.legend .bar { display: inline-block; width: .7rem; height: .7rem; margin: 0 .45rem 0 0 }
.legend .bar i { display: block; height: 100% }
.panel { display: none; margin: 0 0 2.5rem; padding-top: 1rem; border-top: 2px solid var(--text) }
.panel:target { display: block }
.panel * { overflow-wrap: anywhere }
.panel header { display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; align-items: baseline; margin-bottom: 1.2rem }
.panel header p { margin: 0; color: var(--dim) }
.panel header a { margin-left: auto; font-size: .9rem }
article { padding: .9rem 0 1rem; border-top: 1px solid var(--line) }
article h3 code { font-size: .9rem; font-weight: 600 }
article p { margin: .15rem 0; font-size: .92rem } article p span, .why { color: var(--dim) }
dl { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .15rem .8rem; margin: .5rem 0;
  font-size: .9rem }
dt { color: var(--dim) } dd { margin: 0 } dd code { white-space: pre-wrap }
mark { background: var(--mark); color: inherit; border-radius: 2px; padding: 0 1px;
  box-shadow: 0 0 0 1px var(--bad) }
mark.end { font: italic .8em system-ui, sans-serif; padding: 0 .3em }
summary { cursor: pointer; color: var(--dim); font-size: .88rem }
pre { margin: .4rem 0 0; padding: .7rem .9rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 4px; white-space: pre-wrap }
h3.readings { margin: 1.4rem 0 .3rem } ul.readings { margin: 0; padding: 0; list-style: none; font-size: .9rem }
  ul.readings li { padding: .15rem 0 }
@media (max-width: 40rem) { body { padding-top: 1.5rem } h1 { font-size: 1.4rem }
  .legend { grid-template-columns: 1fr }
  th:first-child { min-width: 7.5rem; max-width: 7.5rem } thead th { min-width: 8.5rem }
  th, td { padding: .45rem .6rem }
  dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .35rem } .panel header a { margin-left: 0 } }
`
