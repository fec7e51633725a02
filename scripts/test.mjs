// `npm test`: everything from a clean clone to green, and the runners' own summaries at the end.
import { command, ensureBuilt, ensureInstalled, note, requireCargo, run, runTool } from './toolchain.mjs';

await command(async () => {
  requireCargo();
  await ensureInstalled();
  await ensureBuilt();

  note('Rust tests');
  const rust = await run('cargo', ['test', '--locked', '--no-fail-fast'], { keep: true });
  note('TypeScript tests');
  const js = await runTool('vitest', ['run'], { keep: true });

  const summary = [...rustSummary(rust.output), ...jsSummary(js.output)];
  const passed = total(summary, /(\d+) passed/);
  const failed = total(summary, /(\d+) failed/);
  process.stdout.write(`\n${summary.join('\n')}\n${passed} passed, ${failed} failed\n`);
  return rust.code === 0 && js.code === 0 ? 0 : 1;
});

/** cargo's `test result: …` line of each test binary. */
function rustSummary(output) {
  return plain(output).filter((line) => line.startsWith('test result:'));
}

/** vitest's lines about files and tests. */
function jsSummary(output) {
  return plain(output).filter((line) => /^\s*(Test Files|Tests)\s+\d/.test(line));
}

/** The sum over tests; vitest's line about files counts files. */
function total(lines, number) {
  return lines
    .filter((line) => !line.includes('Test Files'))
    .reduce((sum, line) => sum + Number(number.exec(line)?.[1] ?? 0), 0);
}

function plain(output) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is to be taken out.
  return output.replace(/\x1b\[[\d;]*m/g, '').split('\n');
}
