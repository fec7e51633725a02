/**
 * The HTML export: one file with all it needs. What the page does is in `page/`, compiled for browsers; here it is put
 * together, before and behind the data, which are written by the core and may be hostile.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STYLE } from './style.js';

/** What stands before the data and behind it. */
export interface Page {
  before: string;
  behind: string;
}

const BODY = `
<header>
  <h1 id="title">Code graph</h1>
  <span id="stats"></span>
  <div class="search">
    <input id="search" type="text" role="combobox" aria-label="Search functions and types" aria-expanded="false"
      aria-controls="found" aria-autocomplete="list" autocomplete="off" autocapitalize="off" spellcheck="false"
      placeholder="Search functions and types">
    <kbd aria-hidden="true">/</kbd>
    <ul id="found" role="listbox" aria-label="Found" hidden></ul>
  </div>
  <button id="theme" type="button" aria-label="Light or dark" title="Light or dark">&#9680;</button>
</header>
<nav aria-label="Where this is">
  <ol id="crumbs"></ol>
  <ul id="legend" aria-label="Languages"></ul>
</nav>
<main>
  <canvas id="picture" tabindex="0" role="application"
    aria-label="Picture of the repository: arrows go from one to the next, Enter opens, Backspace leads out"></canvas>
</main>
<aside id="panel" aria-label="Details" aria-live="polite"></aside>
<div id="tip" role="tooltip" hidden></div>
<noscript>This page shows its picture with JavaScript.</noscript>
`;

/** The module that runs the others. */
const ENTRY = './main.js';

let made: Page | undefined;

/** The page without its data. It lets nothing be loaded and nothing be run but what is in it, by its hash. */
export function page(): Page {
  made ??= assembled(script(join(__dirname, 'page')));
  return made;
}

function assembled(code: string): Page {
  const policy = [
    "default-src 'none'",
    `script-src '${hashed(code)}'`,
    `style-src '${hashed(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const before = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Code graph</title>',
    `<style>${STYLE}</style>`,
    '</head>',
    `<body>${BODY}<script type="application/json" id="data">`,
  ];
  return { before: before.join('\n'), behind: `</script>\n<script>${code}</script>\n</body>\n</html>\n` };
}

/** The modules of the page as one script: each a function of what it exports and of how it finds the others. */
function script(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const modules = names.sort().map((name) => {
    const code = readFileSync(join(folder, name), 'utf8').replaceAll('</', '<\\/');
    return `${JSON.stringify(`./${name}`)}(exports, require) {\n${code}}`;
  });
  return `(() => {
const modules = {${modules.join(',\n')}};
const loaded = {};
const require = (name) => {
  if (!(name in loaded)) modules[name]((loaded[name] = {}), require);
  return loaded[name];
};
require(${JSON.stringify(ENTRY)});
})();`;
}

function hashed(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
