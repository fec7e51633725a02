// `npm run test:matrix`: the packed package under every supported Node.js, compiler and module system, and as it is
// released. Brings the Node.js versions and compilers itself.
import { join } from 'node:path';
import { command, ensureBuilt, ensureInstalled, root, runTool } from './toolchain.mjs';

await command(async () => {
  await ensureInstalled();
  await ensureInstalled(join(root, '__test__', 'matrix'));
  await ensureBuilt();
  return (await runTool('vitest', ['run', '--config', '__test__/matrix/vitest.config.mts'])).code;
});
