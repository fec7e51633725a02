// `npm run test:examples`: the examples that need a server of their own, each with its own tests, which start it: RabbitMQ of Debian's
// package, and moto, which Python's installer fetches.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command, ensureBuilt, ensureInstalled, note, Obstacle, root, run } from './toolchain.mjs';

const EXAMPLES = ['rabbitmq', 's3-store'];

await command(async () => {
  if (process.env.RABBITMQ_SERVER === undefined && !existsSync('/usr/lib/rabbitmq/bin/rabbitmq-server')) {
    throw new Obstacle('rabbitmq-server is not there: on Debian, apt-get install rabbitmq-server.');
  }
  await ensureInstalled();
  await ensureBuilt();
  const folders = EXAMPLES.map((example) => join(root, 'examples', example));
  for (const folder of folders) await ensureInstalled(folder);
  note('Examples with servers');
  // Each waits for its server more than for the processor.
  const runs = await Promise.all(folders.map((folder) => run('npm', ['--prefix', folder, 'test'])));
  return Math.max(...runs.map(({ code }) => code));
});
