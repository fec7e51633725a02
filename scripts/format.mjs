// `npm run format`: rewrites Rust and TypeScript sources in the one form that `npm run lint` accepts.
import { command, ensureInstalled, requireCargo, run, runTool } from './toolchain.mjs';

await command(async () => {
  requireCargo();
  await ensureInstalled();
  const rust = await run('cargo', ['fmt']);
  const js = await runTool('biome', ['check', '--write']);
  return rust.code || js.code;
});
