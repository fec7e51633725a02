/** A repository in a format of others, to a file or to standard output. */
import type { CodeIndex, ExportFormat } from '../../../index.js';
import { bytes } from '../format.js';
import { through } from '../target.js';
import { ExitCode, type World } from '../world.js';
import { counted } from './sheet.js';

/** What standard output is called. */
const STANDARD_OUTPUT = '-';

/** Writes `index` to `target`, and to standard error how much that was. */
export async function exported(
  world: World,
  index: CodeIndex,
  format: string,
  target: string | undefined,
  at: (path: string) => string,
): Promise<ExitCode> {
  const { stdout, stderr, signal } = world;
  const isPath = target !== undefined && target !== STANDARD_OUTPUT;
  const written = await index.export(format as ExportFormat, isPath ? at(target) : through(stdout), { signal });
  if (isPath) stderr.write(`${bytes(written.bytes)} in ${counted(written.files.length, 'file')}: ${target}\n`);
  return ExitCode.Done;
}
