/** The user's caches during a run of tests: a folder of the run's own, as the command keeps analyses there by default. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GONE } from './gone.js';

export default function setUp(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ckg-caches-'));
  process.env.XDG_CACHE_HOME = folder;
  return () => rm(folder, GONE);
}
