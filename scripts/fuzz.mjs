// `npm run fuzz`: the random tests. `npm run fuzz -- <target> [minutes]`: one coverage-guided target of fuzz/, or `texts`,
// the search for texts that are slow.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command, note, Obstacle, requireCargo, root, run } from './toolchain.mjs';

await command(async () => {
  requireCargo();
  const [target, minutes = '20'] = process.argv.slice(2);
  if (target === undefined) return (await run('cargo', ['test', '--locked', '--test', 'fuzz'])).code;

  if (target === 'texts') {
    return (await run('cargo', ['run', '--release', '--locked', '--example', 'hostile', '--', 'search', minutes])).code;
  }
  const seconds = Math.round(Number(minutes) * 60);
  if (!existsSync(join(root, 'fuzz', 'fuzz_targets', `${target}.rs`)) || !(seconds > 0)) {
    throw new Obstacle('usage: npm run fuzz -- <name of a file in fuzz/fuzz_targets, or texts> [minutes]');
  }
  if ((await run('cargo', ['fuzz', '--version'], { keep: true })).code !== 0) {
    throw new Obstacle('cargo-fuzz is needed: cargo install cargo-fuzz');
  }
  const corpus = join('fuzz', 'corpus', target);
  if (!existsSync(join(root, corpus))) {
    note('Making the first inputs');
    const seeds = await run('cargo', ['run', '--manifest-path', 'fuzz/Cargo.toml', '--example', 'seeds']);
    if (seeds.code !== 0) return seeds.code;
  }
  note(`Fuzzing ${target} for ${minutes} minutes`);
  // Sanitizers and coverage are unstable flags of a stable compiler.
  process.env.RUSTC_BOOTSTRAP = '1';
  // Memos and a parser's caches grow from run to run, so looking for leaks behind each run would only take time; it is
  // done at the end. So would weighing rare features: there are tens of thousands.
  const limits = [`-max_total_time=${seconds}`, '-max_len=16384', '-timeout=60', '-rss_limit_mb=4096'];
  limits.push('-detect_leaks=0', '-entropic=0');
  return (await run('cargo', ['fuzz', 'run', target, corpus, '--', ...limits])).code;
});
