/** A repository in a format of others, to a file or to standard output. */
import type { CodeIndex, ExportFormat, ExportResult } from '../../../index.js';
import { bytes, printable } from '../format.js';
import { type FolderTarget, handTo, type Target, through } from '../target.js';
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
  if (isPath) stderr.write(`${writtenText(written, target)}\n`);
  return ExitCode.Done;
}

/** Writes `index` to a target that was found before, and tells how much that was where it left files. */
export async function exportedTo(
  { stdout, signal }: Pick<World, 'stdout' | 'signal'>,
  index: CodeIndex,
  format: string,
  target: Target | FolderTarget,
  given: string,
): Promise<string | undefined> {
  const write = (to: Parameters<CodeIndex['export']>[1]) => index.export(format as ExportFormat, to, { signal });
  const written = await handTo(target, { given, signal, stdout }, write);
  return target.kind === 'file' || target.kind === 'folder' ? writtenText(written, given) : undefined;
}

function writtenText(written: ExportResult, target: string): string {
  return `${bytes(written.bytes)} in ${counted(written.files.length, 'file')}: ${printable(target)}`;
}
