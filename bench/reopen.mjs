/**
 * What it takes to open an index in a fresh process when files have changed since it was kept, and what is kept of each state.
 *
 *   node bench/reopen.mjs FOLDER [--changed 0,1,100,2000]
 *
 * The folder is copied. Changed files have a function more, a tenth of them an export too; they are spread over all.
 */
import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { getAllSourceFiles, openIndex } from '../index.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: 'string', default: '0,1,100,2000' },
    child: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const [folder] = positionals;
if (values.help || folder === undefined) {
  console.log('Usage: node bench/reopen.mjs FOLDER [--changed 0,1,100,2000]');
  process.exit(values.help ? 0 : 2);
}

if (values.child === undefined) await measure(resolve(folder));
else await open(resolve(folder), values.child);

async function measure(original) {
  const work = await mkdtemp(join(tmpdir(), 'ckg-reopen-'));
  const [root, cache] = [join(work, 'tree'), join(work, 'cache')];
  try {
    await cp(original, root, { recursive: true });
    const files = (await getAllSourceFiles(root)).filter((path) => /\.[jt]sx?$/.test(path));
    const child = async (what) => {
      console.log(`${what}:`);
      const words = [fileURLToPath(import.meta.url), root, '--child', cache];
      execFileSync(process.execPath, words, { stdio: 'inherit' });
      const packs = join(cache, 'packs');
      const sizes = await Promise.all((await readdir(packs)).map(async (name) => (await stat(join(packs, name))).size));
      console.log(`  store ${(sizes.reduce((all, size) => all + size, 0) / 1e6).toFixed(1)} MB`);
    };
    await child(`nothing kept, ${files.length} files`);
    for (const count of values.changed.split(',').map(Number)) {
      for (let number = 0; number < count; number++) {
        const name = `changed${count}N${number}`;
        const text = `\n${number % 10 === 0 ? 'export ' : ''}function ${name}() {}\n`;
        await appendFile(files[Math.floor((number * files.length) / count)], text);
      }
      // What was written a moment ago may be written again unnoticed, so that it is read.
      await new Promise((resolve) => setTimeout(resolve, 4000));
      await child(`${count} files changed`);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function open(root, cache) {
  const timed = async (what, work) => {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    const outcome = await work();
    const { user, system } = process.cpuUsage(cpu);
    console.log(
      `  ${what} ${(performance.now() - start).toFixed(0)} ms, ${Math.round((user + system) / 1000)} ms of CPU`,
    );
    return outcome;
  };
  const index = await timed('open', () => openIndex(root, { cache }));
  await timed('refresh', () => index.refresh());
  console.log(`  resident ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  await timed('close', () => index.close());
}
