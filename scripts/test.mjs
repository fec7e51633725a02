// `npm test`: everything from a clean clone to green, and the runners' own summaries at the end.
import { jsSummary, printSummary, rustSummary } from './summary.mjs';
import { command, ensureBuilt, ensureInstalled, note, requireCargo, run, runTool } from './toolchain.mjs';

await command(async () => {
  requireCargo();
  await ensureInstalled();
  await ensureBuilt();

  note('Rust tests');
  const rust = await run('cargo', ['test', '--locked', '--no-fail-fast'], { keep: true });
  note('TypeScript tests');
  const js = await runTool('vitest', ['run'], { keep: true });

  printSummary([...rustSummary(rust.output), ...jsSummary(js.output)]);
  return rust.code === 0 && js.code === 0 ? 0 : 1;
});
