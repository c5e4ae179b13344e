/** The shared style of all pages: system fonts, a light and a dark colour scheme. */

export const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --text: #1c1e21; --dim: #5f6670; --back: #fbfbfa; --card: #fff; --line: #dfe1e4;
  --good: #1a7f47; --bad: #b42318; --warn: #8a5a00;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6e7e9; --dim: #9aa1ab; --back: #16181b; --card: #1e2125; --line: #33373d;
    --good: #6fcf97; --bad: #ff8a7a; --warn: #f0c060;
  }
}
* { box-sizing: border-box }
body {
  background: var(--back); color: var(--text); overflow-wrap: break-word;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif;
}
.good { color: var(--good) }
.bad { color: var(--bad) }
.warn { color: var(--warn) }
`
