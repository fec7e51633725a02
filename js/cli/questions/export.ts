/** A repository in a format of others, to a file, a folder or whatever else can be written to. */
import type { CodeIndex, ExportFormat, ExportResult } from '../../../index.js';
import { bytes, printable } from '../format.js';
import { type FolderTarget, findFolder, findTarget, handTo, type Target } from '../target.js';
import { absolute, type World } from '../world.js';
import { counted } from './sheet.js';
import { FOLDER_FORMATS } from './table.js';

/** Where what is written in `format` goes. @throws TargetError where none can go */
export function targetOf(world: Pick<World, 'folder'>, format: string, given: string): Promise<Target | FolderTarget> {
  const find = FOLDER_FORMATS.includes(format) ? findFolder : findTarget;
  return find(given, (path) => absolute(world, path));
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
