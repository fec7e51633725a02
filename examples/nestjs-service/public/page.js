/** The page: shows what its address means. Links change the address, so back, forward, reload and shared addresses work. */
import { addressOf, parseAddress } from './address.js';
import { element, name } from './dom.js';
import { repositoriesView } from './repositories.js';
import { repositoryView } from './repository.js';
import { nameOf } from './run-card.js';
import { searchIn } from './search.js';
import { follow, Refusal, readRuns, runs } from './service.js';
import { symbolView } from './symbol.js';

const content = document.querySelector('#content');
const crumbs = document.querySelector('#crumbs');
const offline = document.querySelector('#offline');

/** Ends what the view that is shown listens to, and what the next one waits for. */
let shown = new AbortController();

async function show() {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  const isFirst = content.childElementCount === 0;
  // What was shown stays until the next is there whole: nothing jumps.
  content.setAttribute('aria-busy', 'true');
  const address = parseAddress(location.hash);
  try {
    const view = await viewOf(address, signal);
    if (signal.aborted) return;
    put(view, address, isFirst);
  } catch (error) {
    if (signal.aborted) return;
    put(failure(error), address, isFirst);
  }
}

function put({ title, content: parts }, address, isFirst) {
  content.replaceChildren(...parts);
  content.removeAttribute('aria-busy');
  document.title = title === undefined ? 'Code knowledge graph' : `${title} – code knowledge graph`;
  const run = runs.get(address?.repository);
  searchIn(run?.id);
  crumbs.replaceChildren(
    ...(run === undefined ? [] : [element('a', { class: 'crumb', href: addressOf(run.id) }, name(nameOf(run.root)))]),
  );
  if (isFirst) return;
  window.scrollTo(0, 0);
  content.querySelector('h1')?.focus({ preventScroll: true });
}

async function viewOf(address, signal) {
  if (address === undefined) throw new Refusal('This address means nothing here.');
  if (address.repository === undefined) return repositoriesView(signal);
  if (!runs.has(address.repository)) await readRuns();
  return address.key === undefined ? repositoryView(address, signal) : symbolView(address, signal);
}

function failure(error) {
  if (!(error instanceof Refusal)) console.error(error);
  const again = element('button', { type: 'button', click: () => void show() }, 'Try again');
  const heading = element('h1', { tabindex: -1 }, 'This cannot be shown');
  const reason = error instanceof Refusal ? error.message : 'Something went wrong in the page.';
  const ways = element('p', {}, again, ' ', element('a', { href: '#/' }, 'All repositories'));
  return {
    content: [element('div', { class: 'empty', role: 'alert' }, heading, element('p', {}, name(reason)), ways)],
  };
}

window.addEventListener('hashchange', () => void show());
follow((isConnected) => {
  offline.hidden = isConnected;
});
void show();
