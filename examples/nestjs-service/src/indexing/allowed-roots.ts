/**
 * Which folders may be indexed. A request names a path on this machine: without this check whoever may send requests
 * could read any source that the process can.
 */
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { BadRequestException, Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../settings.js';

@Injectable()
export class AllowedRoots {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /**
   * The real path of a folder that may be indexed.
   *
   * @throws BadRequestException if it is not absolute, is outside the allowed roots (by its name, or by a symbolic link
   *   on the way), does not exist or is no folder. Outside them nothing is looked at: the answer tells nothing.
   */
  async folder(path: string): Promise<string> {
    if (!isAbsolute(path)) throw new BadRequestException(`The path must be absolute: ${path}`);
    const outside = new BadRequestException(`The path is outside the allowed roots: ${path}`);
    const roots = [...this.settings.allowedRoots, ...(await this.realRoots())];
    if (!roots.some((root) => contains(root, resolve(path)))) throw outside;

    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) throw new BadRequestException(`Root directory not found: ${path}`);
    if (!roots.some((root) => contains(root, real))) throw outside;
    if (!(await stat(real)).isDirectory()) throw new BadRequestException(`The path is not a folder: ${path}`);
    return real;
  }

  /**
   * Those of `paths` that do not lie in `folder`, which is a real path: files that a symbolic link leads out of it, whether
   * the file itself or a folder on the way, or that are gone. What lay inside when the folder was searched may have been
   * replaced since.
   */
  async outside(folder: string, paths: readonly string[]): Promise<Set<string>> {
    const real = await Promise.all(paths.map((path) => realpath(path).catch(() => undefined)));
    return new Set(paths.filter((_, index) => !contains(folder, real[index] ?? '/')));
  }

  /** Looked up each time: a folder may be mounted after the service has started. */
  private async realRoots(): Promise<string[]> {
    const real = await Promise.all(this.settings.allowedRoots.map((root) => realpath(root).catch(() => [])));
    return real.flat();
  }
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
