// `npm run test:hostile`: inputs made to end, fill or hold up the process, each in a process with limits.
// `HOSTILE=all` runs those too that take minutes; words narrow the run as Vitest's do.
import { command, ensureBuilt, ensureInstalled, runTool } from './toolchain.mjs';

await command(async () => {
  await ensureInstalled();
  await ensureBuilt();
  const words = ['run', '--config', '__test__/hostile/vitest.config.mts', ...process.argv.slice(2)];
  return (await runTool('vitest', words)).code;
});
