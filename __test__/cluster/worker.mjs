// A worker in a process of its own, which tells what it does.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphWorker } from '../../bullmq.mjs';
import { CodeKnowledgeGraph } from '../../index.mjs';

const { port, root, store, contents, copies, concurrency = 1, behaviour, endsByItself } = JSON.parse(process.argv[2]);
const tell = (text) => process.stdout.write(`${text}\n`);

if (behaviour === 'other-version') {
  // As the package of another version does with every shard.
  CodeKnowledgeGraph.prototype.analyzeShard = async () => {
    throw Object.assign(new Error('The shard was made by another version'), { code: 'ERR_OTHER_VERSION' });
  };
}

const roots = {
  'no-checkout': async () => {
    throw Object.assign(new Error('the checkout failed'), { code: 'ERR_CHECKOUT' });
  },
  held: ({ signal }) =>
    new Promise((_, reject) => {
      tell('held');
      signal.addEventListener('abort', () => {
        tell('given up');
        reject(signal.reason);
      });
    }),
};

/** Copies the repository that the producer names, into a folder of its own. */
async function checkout({ source }) {
  const folder = await mkdtemp(join(copies, 'checkout-'));
  await cp(source.repository, folder, { recursive: true });
  tell('checked out');
  return { folder, release: () => rm(folder, { recursive: true }) };
}

/** Where files are. */
function files() {
  if (contents === true) return { contents };
  return copies === undefined ? { root: roots[behaviour] ?? root } : { checkout };
}

const entry = ({ message, metadata }) => tell(`${message} ${metadata.code ?? ''}`);
const worker = new GraphWorker({
  connection: { port, host: '127.0.0.1' },
  ...files(),
  ...(store === undefined ? {} : { store }),
  concurrency,
  threads: 1,
  lockDurationMs: 1000,
  stalledIntervalMs: 300,
  logger: { log: entry, debug: entry, warn: entry, error: entry },
});
await worker.waitUntilReady();
tell('ready');
process.on('SIGTERM', async () => {
  await worker.close();
  tell(`closed ${JSON.stringify(worker.getMetrics())}`);
  if (!endsByItself) process.exit(0);
});
