// `node scripts/install.mjs`: installs what package-lock.json names, with the exact versions it names.
import { command, ensureInstalled } from './toolchain.mjs';

await command(() => ensureInstalled());
