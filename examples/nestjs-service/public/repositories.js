/** The list of repositories, and the field that adds one. */
import { element } from './dom.js';
import { linkTo, RunCard } from './run-card.js';
import { beginRun, listen, readRuns } from './service.js';

export async function repositoriesView(signal) {
  await readRuns();
  const cards = new Map();
  const empty = element(
    'div',
    { class: 'empty' },
    element('p', {}, 'Nothing is indexed yet.'),
    element(
      'p',
      {},
      'Name a folder of this machine above: its functions can then be searched, and asked who calls them.',
    ),
  );
  const shown = element('ul', { id: 'repositories', 'aria-label': 'Repositories' });
  listen((run) => {
    empty.hidden = true;
    const card = cards.get(run.id) ?? new RunCard(run, linkTo(run));
    if (!cards.has(run.id)) shown.append(card.element);
    cards.set(run.id, card);
    card.show(run);
  }, signal);
  return {
    title: 'Repositories',
    content: [element('h1', { tabindex: -1 }, 'Repositories'), folderForm(), empty, shown],
  };
}

function folderForm() {
  const field = { name: 'path', id: 'path', required: true, autocomplete: 'off', spellcheck: 'false' };
  const input = element('input', {
    ...field,
    placeholder: '/repositories/my-repository',
    'aria-describedby': 'problem',
  });
  const problem = element('p', { id: 'problem', class: 'problem', role: 'alert', hidden: true });
  const begin = async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      await beginRun(input.value);
      input.value = '';
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
      input.focus();
    }
  };
  return element(
    'form',
    { id: 'index', submit: begin },
    element('label', { for: 'path' }, 'Folder to index'),
    element('div', { class: 'field' }, input, element('button', { type: 'submit', class: 'primary' }, 'Index')),
    problem,
  );
}
