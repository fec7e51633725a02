/** A repository: its run, where to begin to read, and the files that are not in the graph. */
import { amount, count, element, list, name } from './dom.js';
import { nameOf, RunCard } from './run-card.js';
import { ask, listen, Refusal, readRuns, runs } from './service.js';
import { symbolRow } from './symbol-row.js';

/** How many functions are offered to begin with. */
const MOST_CALLED = 24;

/** How many failed files are named. */
const MOST_FAILURES = 200;

export async function repositoryView({ repository: id }, signal) {
  if (!runs.has(id)) await readRuns();
  const run = runs.get(id);
  if (run === undefined) throw new Refusal('There is no such repository.');
  const below = element('div', { class: 'below' });
  const card = new RunCard(run, element('h1', { tabindex: -1 }, name(nameOf(run.root))), 'section');
  let shown = stageOf(run);
  const update = async (changed) => {
    if (changed.id !== id) return;
    card.show(changed);
    const stage = stageOf(changed);
    if (stage === shown) return;
    shown = stage;
    if (changed.status === 'running') return;
    const parts = await stored(changed).catch(() => undefined);
    if (stage !== shown) return;
    if (parts === undefined) shown = undefined;
    else below.replaceChildren(...parts);
  };
  below.append(...(await stored(run)));
  listen((changed) => void update(changed), signal);
  return { title: nameOf(run.root), content: [card.element, below] };
}

/** Of which run, and how it stands: what is stored is read again when this changes. A page that was offline misses stages. */
function stageOf({ status, startedAt, finishedAt }) {
  return [status, startedAt, finishedAt].join();
}

/** What is stored of a repository. */
async function stored({ id, root, failedFiles }) {
  const [called, failures] = await Promise.all([
    ask(`repositories/${id}/most-called?limit=${MOST_CALLED}`),
    failedFiles > 0 ? ask(`repositories/${id}/failures?limit=${MOST_FAILURES}`) : [],
  ]);
  return [mostCalled(id, root, called), failed(failures, failedFiles)].filter((part) => part !== null);
}

function mostCalled(id, root, called) {
  if (called.length === 0) return element('p', { class: 'empty' }, 'No call that leads to a function is stored.');
  // What is stored has absolute paths.
  const below = (path) => path.slice(root.length + 1);
  const rows = called.map((it) => () => {
    const symbol = { ...it, key: below(it.key), file: below(it.file), owner: it.className, kind: 'function' };
    return symbolRow(id, symbol, { chip: count(it.calls, 'call') });
  });
  return element('section', {}, element('h2', {}, 'Called most'), list('Called most', rows, MOST_CALLED));
}

function failed(failures, total) {
  if (failures.length === 0) return null;
  const rows = failures.map(({ file, code, message }) =>
    element('li', {}, name(file, { class: 'place' }), element('span', { class: 'detail' }, `${code}: `, name(message))),
  );
  const more = total > failures.length ? [element('li', {}, `and ${amount(total - failures.length)} more`)] : [];
  const title = element('summary', {}, `${count(total, 'file')} not in the graph`);
  return element('details', { class: 'failures' }, title, element('ul', { class: 'rows' }, rows, more));
}
