/** A function or type: its source between what leads to it and what it leads to, and what a change of it affects. */
import { count, element, list, name } from './dom.js';
import { drawEdges } from './edges.js';
import { impactSection } from './impact.js';
import { ask } from './service.js';
import { fullName, symbolRow } from './symbol-row.js';

/** Callers and callees that are shown at once. */
const MOST = 6;

/** Edges that go without saying. */
const PLAIN = ['call'];

export async function symbolView({ repository, key }, signal) {
  const address = `repositories/${repository}/symbols/${encodeURIComponent(key)}`;
  const [{ symbol, text, callers, callees }, impact] = await Promise.all([
    ask(address, { signal }),
    ask(`${address}/impact`, { signal }),
  ]);
  const [leading, led] = symbol.kind === 'function' ? ['Called by', 'Calls'] : ['Used by', 'Uses'];
  const neighbourhood = element(
    'div',
    { class: 'neighbourhood' },
    neighbours(repository, leading, 'callers', callers),
    source(symbol, text),
    neighbours(repository, led, 'callees', callees),
  );
  drawEdges(neighbourhood, signal);
  return { title: fullName(symbol), content: [head(symbol), neighbourhood, impactSection(repository, impact)] };
}

function head(symbol) {
  const { kind, language, startLine, endLine, file, isTest } = symbol;
  const facts = ` ${language} · ${count(endLine - startLine + 1, 'line')}${isTest ? ' · test' : ''}`;
  return element(
    'div',
    { class: 'title' },
    element('p', { class: 'kicker' }, element('span', { class: 'chip' }, kind), facts),
    element('h1', { tabindex: -1 }, name(fullName(symbol))),
    element('p', { class: 'place' }, name(`${file}:${startLine}`)),
  );
}

function neighbours(repository, title, side, { functions, files, truncated }) {
  const rows = [
    ...functions.map((symbol) => () => {
      const { kind, file, line } = symbol.via;
      const chip = PLAIN.includes(kind) ? '' : kind;
      return symbolRow(repository, symbol, { place: `${file}:${line}`, chip });
    }),
    ...files.map(
      ({ file, via }) =>
        () =>
          fileRow(file, via.line),
    ),
  ];
  const number = element('span', { class: 'number' }, `${rows.length}${truncated ? '+' : ''}`);
  const none =
    side === 'callers' ? 'Nothing in this repository, as far as can be told.' : 'Nothing in this repository.';
  const content = rows.length === 0 ? element('p', { class: 'none' }, none) : list(title, rows, MOST);
  return element('section', { class: side }, element('h2', {}, title, ' ', number), content);
}

/** A file that calls outside of any function: no place to go to. */
function fileRow(file, line) {
  const words = [
    element('span', { class: 'name' }, name(file), element('span', { class: 'chip' }, 'file')),
    element('span', { class: 'detail' }, `line ${line}, outside of any function`),
  ];
  return element('li', {}, element('div', { class: 'row' }, words));
}

function source({ startLine }, text) {
  const heading = element('h2', {}, 'Source');
  if (text === null) {
    const reason = 'It is too long to be shown, or its file has changed since it was indexed.';
    return element('section', { class: 'source' }, heading, element('p', { class: 'none' }, reason));
  }
  const lines = dedented(text.split(/\r\n|[\n\r\u2028\u2029]/)).map((line, at) => {
    return element('span', { class: 'line', 'data-line': startLine + at }, line, '\n');
  });
  const code = element('pre', { tabindex: 0, role: 'region', 'aria-label': 'Source' }, element('code', {}, lines));
  return element('section', { class: 'source' }, heading, code);
}

/** Lines of which the first begins at its definition, the others without what is in front of that. */
function dedented([first, ...others]) {
  const indents = others.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)[0].length);
  const indent = Math.min(...indents);
  return [first, ...others.map((line) => line.slice(Math.min(indent, line.length)))];
}
