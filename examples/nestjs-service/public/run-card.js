/** A repository's latest run: how it stands, how far it is, when it was, and what can be done about it. */
import { addressOf } from './address.js';
import { amount, count, duration, element, name, time } from './dom.js';
import { ask, beginRun, cancelRun } from './service.js';

const WORDS = {
  running: 'Running',
  completed: 'Completed',
  cancelled: 'Cancelled',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

/** The last part of a path. */
export function nameOf(root) {
  return root.split(/[\\/]/).findLast((part) => part !== '') ?? root;
}

/** An element that shows one run at a time; `show` brings it up to date without replacing what has the focus. */
export class RunCard {
  #status = element('span', { class: 'status' });
  #bar = element('progress', { max: 100, value: 0 });
  #line = element('output', {});
  #times = element('p', { class: 'times' });
  #counts = element('p', { class: 'counts' });
  #reason = element('p', { class: 'reason', hidden: true });
  #problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  #cancel = element(
    'button',
    { type: 'button', class: 'cancel', click: () => this.#ask(cancelRun, this.#run.id) },
    'Cancel',
  );
  #again = element('button', { type: 'button', click: () => this.#ask(beginRun, this.#run.root) });
  #run;
  #counted;

  /** @param title the element with the repository's name */
  constructor(run, title, tag = 'li') {
    const head = element('div', { class: 'head' }, title, this.#status, this.#again);
    const progress = element('div', { class: 'progress' }, this.#bar, this.#cancel);
    const facts = element('div', { class: 'facts' }, this.#line, this.#times, this.#counts);
    const root = element('p', { class: 'root' }, name(run.root));
    this.element = element(tag, { class: 'run' }, head, root, progress, facts, this.#reason, this.#problem);
    this.element.dataset.repository = run.id;
    this.show(run);
  }

  show(run) {
    this.#run = run;
    const { status } = run;
    const isRunning = status === 'running';
    this.element.dataset.status = status;
    this.#status.textContent = WORDS[status];
    this.#bar.value = run.progress;
    this.#bar.setAttribute('aria-label', `${nameOf(run.root)}: ${Math.floor(run.progress)} %`);
    this.#line.textContent = lineOf(run);
    this.#times.replaceChildren(...timesOf(run));
    this.#again.textContent = status === 'completed' ? 'Index again' : 'Resume';
    this.#reason.textContent = run.error ?? '';
    this.#reason.hidden = run.error === null;
    // Whoever works by keys and has just pressed one of the two finds the other in its place.
    const active = document.activeElement;
    this.#cancel.hidden = !isRunning;
    this.#again.hidden = isRunning || status === 'interrupted';
    if (active === this.#cancel && !isRunning) this.#again.focus();
    if (active === this.#again && isRunning) this.#cancel.focus();
    void this.#count();
  }

  /** What is stored, once the run has ended. */
  async #count() {
    const { id, status, finishedAt } = this.#run;
    if (status === 'running' || this.#counted === finishedAt) return;
    this.#counted = finishedAt;
    const { counts } = await ask(`repositories/${id}`).catch(() => ({}));
    if (counts === undefined || this.#counted !== finishedAt) return;
    const words = [count(counts.functions, 'function'), count(counts.types, 'type'), count(counts.calls, 'call')];
    this.#counts.textContent = words.join(' · ');
  }

  async #ask(request, argument) {
    this.#problem.hidden = true;
    const before = this.#run;
    try {
      const answer = await request(argument);
      // A short run has ended before the request that began it is answered: what was told meanwhile is newer.
      if (this.#run === before) this.show(answer);
    } catch (error) {
      this.#problem.textContent = error.message;
      this.#problem.hidden = false;
    }
  }
}

function lineOf({ status, stage, processedFiles, totalFiles, failedFiles }) {
  const failed = failedFiles > 0 ? `, ${amount(failedFiles)} failed` : '';
  if (status === 'completed') return count(totalFiles, 'file') + failed;
  const part = `${amount(processedFiles)} of ${count(totalFiles, 'file')}${failed}`;
  if (status === 'running') return totalFiles === 0 ? `${stage} …` : `${stage}: ${part}`;
  return `stopped at ${part}`;
}

function timesOf({ status, startedAt, finishedAt }) {
  if (status === 'running' || finishedAt === null) return ['since ', time(startedAt)];
  return [time(startedAt), ' – ', time(finishedAt), ` (${duration(finishedAt - startedAt)})`];
}

/** A run's name that leads to its repository. */
export function linkTo(run) {
  return element('h2', {}, element('a', { href: addressOf(run.id) }, name(nameOf(run.root))));
}
