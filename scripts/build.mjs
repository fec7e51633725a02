// Builds the release addon and the JavaScript around it, unless they are newer than their sources.
import { command, ensureBuilt, ensureInstalled } from './toolchain.mjs';

await command(async () => {
  await ensureInstalled();
  await ensureBuilt();
});
