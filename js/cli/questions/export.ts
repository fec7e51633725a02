/** A repository in a format of others, to a file or to standard output. */
import { Writable } from 'node:stream';
import type { CodeIndex, ExportFormat } from '../../../index.js';
import { bytes } from '../format.js';
import type { Output } from '../progress.js';
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

/** A stream into `output` that ends without ending it. */
function through(output: Output): Writable {
  return new Writable({
    decodeStrings: false,
    write: (piece: string | Uint8Array, _encoding, done) => void output.write(piece, done),
  });
}
