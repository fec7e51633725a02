// `npm run test:e2e`: the packed package inside the example service, over HTTP and in a browser. Needs the npm registry
// and Chromium (`CHROMIUM`, else /usr/bin/chromium).
import { jsSummary, printSummary } from './summary.mjs';
import { command, ensureBuilt, ensureInstalled, note, runTool } from './toolchain.mjs';

await command(async () => {
  await ensureInstalled();
  await ensureBuilt();

  note('End-to-end tests');
  const { code, output } = await runTool('vitest', ['run', '--config', 'vitest.e2e.config.mts'], { keep: true });
  printSummary(jsSummary(output));
  return code;
});
