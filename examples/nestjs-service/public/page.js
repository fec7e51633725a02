/** The page: begins and cancels index runs, and shows how far each is, as the server tells it event by event. */

const form = document.querySelector('#index');
const problem = document.querySelector('#problem');
const list = document.querySelector('#repositories');
const template = document.querySelector('#repository');

/** The entries of the list and what is listened to, by repository id. */
const entries = new Map();
const sources = new Map();

/** Sends a request; what the server has against it is shown, and `undefined` returned. */
async function send(path, options) {
  problem.textContent = '';
  const response = await fetch(path, options).catch(() => undefined);
  const answer = await response?.json().catch(() => undefined);
  if (response?.ok) return answer;
  problem.textContent = [answer?.message ?? 'The service does not answer'].flat().join('; ');
  return undefined;
}

function entryOf(id) {
  const known = entries.get(id);
  if (known !== undefined) return known;
  const entry = template.content.cloneNode(true).firstElementChild;
  entry.dataset.repository = id;
  entry.querySelector('button').addEventListener('click', () => send(`repositories/${id}/index`, { method: 'DELETE' }));
  entries.set(id, entry);
  list.append(entry);
  return entry;
}

function show(run) {
  const entry = entryOf(run.id);
  const isRunning = run.status === 'running';
  const failed = run.failedFiles > 0 ? `, ${run.failedFiles} failed` : '';
  entry.dataset.status = run.status;
  entry.querySelector('h2').textContent = run.root;
  entry.querySelector('progress').value = run.progress;
  entry.querySelector('output').textContent =
    `${run.stage ?? run.status}: ${run.processedFiles} of ${run.totalFiles} files${failed}`;
  entry.querySelector('button').hidden = !isRunning;
  // An interrupted run goes on when the service is back, and an `EventSource` connects again by itself.
  if (isRunning || run.status === 'interrupted') listen(run.id);
  else stopListening(run.id);
}

function listen(id) {
  if (sources.has(id)) return;
  const source = new EventSource(`repositories/${id}/events`);
  source.addEventListener('message', ({ data }) => show(JSON.parse(data)));
  sources.set(id, source);
}

function stopListening(id) {
  sources.get(id)?.close();
  sources.delete(id);
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ path: new FormData(form).get('path') });
  const run = await send('repositories/index', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (run !== undefined) show(run);
});

for (const run of (await send('repositories')) ?? []) show(run);
