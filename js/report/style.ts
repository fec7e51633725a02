/** How the page looks, in light and dark, on a desk and on a phone. */
export const STYLE = `
:root {
  color-scheme: light;
  --ground: #f4f5f7; --surface: #ffffff; --folder: #ffffff; --file: #eef1f6; --line: #d5d9e0; --ink: #1b2330;
  --faint: #5d6878; --accent: #1d5fd6; --incoming: #0b8a6a; --outgoing: #c2571a; --heat: light; --shade: 0 6px 24px #1b233026;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
  color-scheme: dark;
  --ground: #10141b; --surface: #171c25; --folder: #1a202a; --file: #202733; --line: #2f3846; --ink: #e8ecf3;
  --faint: #98a4b5; --accent: #7fb0ff; --incoming: #4fd1a5; --outgoing: #ffa15c; --heat: dark; --shade: 0 6px 24px #0009;
} }
:root[data-theme=dark] {
  color-scheme: dark;
  --ground: #10141b; --surface: #171c25; --folder: #1a202a; --file: #202733; --line: #2f3846; --ink: #e8ecf3;
  --faint: #98a4b5; --accent: #7fb0ff; --incoming: #4fd1a5; --outgoing: #ffa15c; --heat: dark; --shade: 0 6px 24px #0009;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; }
body {
  display: grid; grid: auto auto minmax(0, 1fr) / minmax(0, 1fr) 360px; grid-template-areas: 'top top' 'crumbs panel' 'picture panel';
  background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif;
}
button, input { font: inherit; color: inherit; }
button { background: none; border: 0; padding: 0; cursor: pointer; text-align: start; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 4px; }
bdi { unicode-bidi: isolate; }
header {
  grid-area: top; display: flex; align-items: center; gap: 16px; padding: 10px 16px; background: var(--surface);
  border-bottom: 1px solid var(--line); min-width: 0;
}
h1 { font-size: 16px; margin: 0; font-weight: 650; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 28vw; }
#stats { color: var(--faint); white-space: nowrap; }
.search { position: relative; flex: 1; max-width: 560px; margin-inline-start: auto; }
#search {
  width: 100%; padding: 7px 34px 7px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--ground);
}
#search:focus { outline: 2px solid var(--accent); outline-offset: -1px; }
.search kbd {
  position: absolute; right: 9px; top: 7px; padding: 0 6px; border: 1px solid var(--line); border-radius: 4px; color: var(--faint);
  font-size: 12px; pointer-events: none;
}
#found {
  position: absolute; z-index: 3; inset: calc(100% + 6px) 0 auto; margin: 0; padding: 6px; list-style: none; max-height: 60vh;
  overflow: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shade);
}
#found li { padding: 6px 10px; border-radius: 6px; cursor: pointer; }
#found li[aria-selected=true] { background: color-mix(in srgb, var(--accent) 15%, transparent); }
#found .none { color: var(--faint); cursor: default; }
#theme { font-size: 18px; line-height: 1; padding: 6px 8px; border-radius: 6px; color: var(--faint); }
#theme:hover { background: var(--ground); color: var(--ink); }
nav { grid-area: crumbs; display: flex; align-items: center; gap: 16px; padding: 8px 14px 6px; min-width: 0; }
#crumbs { display: flex; flex: 1; margin: 0; padding: 0; list-style: none; overflow-x: auto; white-space: nowrap; scrollbar-width: none; }
#crumbs li:not(:last-child)::after { content: '\\203a'; color: var(--faint); padding: 0 7px; }
#crumbs button { color: var(--faint); }
#crumbs button:hover { color: var(--accent); }
#crumbs [aria-current] { color: var(--ink); font-weight: 600; }
main { grid-area: picture; position: relative; min-height: 0; padding: 0 6px 6px 12px; }
#picture { display: block; width: 100%; height: 100%; border-radius: 8px; touch-action: manipulation; }
#picture:focus-visible { outline-offset: -2px; }
#legend {
  display: flex; gap: 12px; margin: 0; padding: 0; list-style: none; font-size: 12px; color: var(--faint); white-space: nowrap;
}
#legend i { display: inline-block; width: 9px; height: 9px; margin-inline-end: 5px; border-radius: 3px; }
aside { grid-area: panel; overflow: auto; padding: 16px; background: var(--surface); border-inline-start: 1px solid var(--line); }
aside h2 { margin: 2px 0 4px; font-size: 20px; line-height: 1.25; overflow-wrap: anywhere; }
aside h3 {
  display: flex; align-items: center; gap: 8px; margin: 22px 0 6px; font-size: 12px; letter-spacing: .05em; text-transform: uppercase;
  color: var(--faint);
}
aside h3.incoming::before, aside h3.outgoing::before { content: ''; width: 9px; height: 9px; border-radius: 50%; background: var(--incoming); }
aside h3.outgoing::before { background: var(--outgoing); }
aside p { margin: 0 0 4px; }
.kicker, .owner, .facts, .none { color: var(--faint); }
.number { padding: 0 7px; border-radius: 9px; background: var(--ground); font-size: 11px; letter-spacing: 0; }
.chip {
  display: inline-block; padding: 0 7px; border-radius: 9px; background: color-mix(in srgb, var(--accent) 14%, transparent);
  color: var(--accent); font-size: 11px; line-height: 17px; font-weight: 500;
}
.place, .link { color: var(--accent); overflow-wrap: anywhere; }
.place { font-family: ui-monospace, monospace; font-size: 12.5px; }
.place:hover, .link:hover { text-decoration: underline; }
.rows { margin: 0 -8px; padding: 0; list-style: none; }
.row { display: block; width: 100%; padding: 5px 8px; border-radius: 6px; }
.row:hover { background: var(--ground); }
.name { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 8px; overflow-wrap: anywhere; font-weight: 500; }
.detail { display: block; color: var(--faint); font-size: 12px; overflow-wrap: anywhere; }
.more { padding: 6px 8px; color: var(--accent); }
#tip {
  position: fixed; z-index: 4; display: grid; max-width: min(420px, 90vw); padding: 7px 11px; border-radius: 8px; pointer-events: none;
  background: var(--surface); border: 1px solid var(--line); box-shadow: var(--shade); overflow-wrap: anywhere;
}
#tip span { color: var(--faint); font-size: 12px; }
@media (max-width: 760px) {
  body { grid: auto auto minmax(0, 46vh) minmax(0, 1fr) / minmax(0, 1fr); grid-template-areas: 'top' 'crumbs' 'picture' 'panel'; }
  header { flex-wrap: wrap; gap: 6px 10px; padding: 8px 12px; }
  h1 { max-width: 45vw; }
  #stats { flex: 1; text-align: end; overflow: hidden; text-overflow: ellipsis; font-size: 12px; }
  .search { order: 3; flex: 1 0 100%; max-width: none; }
  .search kbd { display: none; }
  #legend { display: none; }
  main { padding: 0 8px 8px; }
  aside { border-inline-start: 0; border-top: 1px solid var(--line); padding: 12px 16px 24px; }
  .row { padding-block: 8px; }
}
@media print { #search, #theme, #legend { display: none; } }
`;
