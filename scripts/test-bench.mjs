// `npm run test:bench`: what judges score, and the benchmark and its charts once, on the smallest corpus, to see that they work.
// Says nothing of speed, and writes to a temporary folder.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, ensureBuilt, ensureInstalled, note, Obstacle, requireCargo, root, run } from './toolchain.mjs';

const CHARTS = ['throughput', 'memory', 'delays'];

await command(async () => {
  requireCargo();
  await ensureInstalled();
  await ensureInstalled(join(root, 'bench'));
  await ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'ckg-bench-'));
  try {
    const results = join(folder, 'results.json');
    note('Testing what judges score');
    await succeed(['--test', 'bench/judge/calls/score.test.mjs']);
    note('Building the limit, as the tests have it: a release build of its own takes minutes');
    await succeed(['build', '--locked', '--example', 'raw_parse'], 'cargo');
    const { output } = await run('cargo', ['metadata', '--no-deps', '--format-version', '1'], { keep: true });
    const raw = join(JSON.parse(output).target_directory, 'debug', 'examples', 'raw_parse');
    note('Measuring once');
    const once = [
      '--repetitions',
      '1',
      '--baseline-repetitions',
      '1',
      '--timeline',
      'rxjs',
      '--raw',
      raw,
      '--out',
      results,
    ];
    await succeed(['bench/run.mjs', '--corpus', 'rxjs', ...once]);
    await succeed(['bench/plot.mjs', results, folder]);
    for (const chart of CHARTS) {
      const drawing = readFileSync(join(folder, `${chart}.svg`), 'utf8');
      // A chart of nothing has axes alone.
      if (!drawing.startsWith('<svg') || !/class="mark-(rect|line) role-mark[^>]*>.*<path/s.test(drawing)) {
        throw new Obstacle(`${chart}.svg is no chart.`);
      }
    }
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function succeed(words, program = process.execPath) {
  const { code } = await run(program, words);
  if (code !== 0) throw new Obstacle(`${program} ${words[0]} failed.`);
}
