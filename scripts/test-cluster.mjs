// `npm run test:cluster`: several processes on one repository, over a real Redis, which the tests start themselves. Words narrow the
// run as Vitest's do.
import { spawnSync } from 'node:child_process';
import { command, ensureBuilt, ensureInstalled, Obstacle, runTool } from './toolchain.mjs';

await command(async () => {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    throw new Obstacle('redis-server is not there: on Debian, apt-get install redis-server.');
  }
  await ensureInstalled();
  await ensureBuilt();
  const words = ['run', '--config', '__test__/cluster/vitest.config.mts', ...process.argv.slice(2)];
  return (await runTool('vitest', words)).code;
});
