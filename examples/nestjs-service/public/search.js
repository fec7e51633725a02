/** The field to search in, and the list of what is found: a combobox. */
import { addressOf } from './address.js';
import { element } from './dom.js';
import { ask } from './service.js';
import { symbolLines } from './symbol-row.js';

const box = document.querySelector('#search');
const field = document.querySelector('#query');
const found = document.querySelector('#found');

/** Which repository is searched. */
let repository;
/** What the list shows, and which of it Enter chooses. */
let symbols = [];
let active = -1;
/** The search under way, or the last one. */
let searching = Promise.resolve();
let earlier = new AbortController();

/** Searches this repository from now on, or, of `undefined`, none. */
export function searchIn(id) {
  if (id !== repository) field.value = '';
  repository = id;
  box.hidden = id === undefined;
  close();
}

function search() {
  earlier.abort();
  earlier = new AbortController();
  const text = field.value.trim();
  if (text === '') return close();
  searching = show(text, earlier.signal);
}

async function show(text, signal) {
  // What was found before stays until there is something else, so that nothing flickers.
  if (found.hidden) open([note('Searching …')]);
  try {
    const answer = await ask(`repositories/${repository}/symbols?text=${encodeURIComponent(text)}`, { signal });
    symbols = answer.symbols;
    open(symbols.length === 0 ? [note(`Nothing is called “${text}” or nearly so.`)] : symbols.map(option));
    mark(symbols.length === 0 ? -1 : 0);
  } catch (error) {
    if (signal.aborted) return;
    symbols = [];
    open([note(error.message)]);
    mark(-1);
  }
}

function note(text) {
  return element('div', { class: 'hint' }, text);
}

function option(symbol, at) {
  const choosing = { click: () => choose(at) };
  const lines = symbolLines(symbol, `${symbol.file}:${symbol.startLine}`);
  return element('div', { id: `found-${at}`, role: 'option', ...choosing }, lines);
}

function open(content) {
  found.replaceChildren(...content);
  found.hidden = false;
  found.scrollTop = 0;
  field.setAttribute('aria-expanded', 'true');
}

function close() {
  earlier.abort();
  symbols = [];
  found.hidden = true;
  field.setAttribute('aria-expanded', 'false');
  field.removeAttribute('aria-activedescendant');
}

function mark(at) {
  active = at;
  for (const [index, item] of [...found.children].entries()) {
    item.setAttribute('aria-selected', String(index === at));
    if (index === at) item.scrollIntoView({ block: 'nearest' });
  }
  if (at < 0) field.removeAttribute('aria-activedescendant');
  else field.setAttribute('aria-activedescendant', `found-${at}`);
}

function choose(at) {
  const symbol = symbols[at];
  if (symbol === undefined) return;
  close();
  field.blur();
  location.hash = addressOf(repository, symbol.key);
}

async function pressed(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined && symbols.length > 0) {
    event.preventDefault();
    mark((active + step + symbols.length) % symbols.length);
  } else if (event.key === 'Enter') {
    // Whoever types fast means what is being searched for.
    await searching;
    choose(active);
  } else if (event.key === 'Escape') {
    close();
    field.blur();
  }
}

field.addEventListener('input', search);
field.addEventListener('focus', search);
field.addEventListener('blur', close);
field.addEventListener('keydown', pressed);
// Before the field loses the focus, which closes the list.
found.addEventListener('pointerdown', (event) => event.preventDefault());
document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input, textarea, select') !== null;
  if (event.key !== '/' || isTyping || box.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});
