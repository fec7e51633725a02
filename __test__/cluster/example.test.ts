/** The example, as its README says. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { buildGraphStreaming } from '../../index.mjs';

const example = (name: string) => fileURLToPath(new URL(`../../examples/distributed/${name}`, import.meta.url));
const COMPAT = fileURLToPath(new URL('../fixtures/compat', import.meta.url));

it('builds a graph by one command', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [example('start.mjs'), COMPAT]);
  const { files, functions } = await buildGraphStreaming(COMPAT);
  expect(stdout).toContain(`producer: ${files.size} files, ${functions.size} functions, `);
  expect(stdout.match(/worker: \d+ shards, 0 failed tries/g)).toHaveLength(2);
});

it('has a Compose file that names its scripts, and a Redis that evicts nothing', () => {
  const compose = readFileSync(example('compose.yaml'), 'utf8');
  for (const script of ['worker.mjs', 'producer.mjs']) expect(compose).toContain(`exec node ${script}`);
  expect(compose).toContain('--maxmemory-policy noeviction');
});
