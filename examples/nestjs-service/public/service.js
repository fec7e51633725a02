/** The service as the page talks to it: questions and changes over HTTP, and runs as it tells them event by event. */

/** What the service has against a request, in words for the person before the page. */
export class Refusal extends Error {}

/** The answer to a request. Rejects with a {@link Refusal}, or as `fetch` does when `signal` is aborted. */
export async function ask(path, { method = 'GET', body, signal } = {}) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = { method, headers, body: body && JSON.stringify(body), signal };
  const response = await fetch(path, sent).catch((error) => {
    if (error.name === 'AbortError') throw error;
    throw new Refusal('The service does not answer.');
  });
  const answer = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer;
  throw new Refusal([answer?.message ?? `The service answers ${response.status}.`].flat().join('; '));
}

export function beginRun(path) {
  return ask('repositories/index', { method: 'POST', body: { path } });
}

export function cancelRun(id) {
  return ask(`repositories/${id}/index`, { method: 'DELETE' });
}

/** The latest run of each repository, by the repository's id, as far as it is known. */
export const runs = new Map();

/** What wants to be told of runs. */
const listeners = new Set();

/** Tells `listener` of each run, those that are known now first, until the signal is aborted. */
export function listen(listener, signal) {
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener));
  for (const run of runs.values()) listener(run);
}

function changed(run) {
  runs.set(run.id, run);
  for (const listener of listeners) listener(run);
}

/** Follows all runs over one connection: a browser has few for a service. It connects again by itself. */
export function follow(connected) {
  const source = new EventSource('repositories/events');
  source.addEventListener('message', ({ data }) => changed(JSON.parse(data)));
  source.addEventListener('open', () => connected(true));
  source.addEventListener('error', () => connected(false));
}

/** Reads the runs once, so that a view knows whether there are any. */
export async function readRuns() {
  for (const run of await ask('repositories')) changed(run);
}
