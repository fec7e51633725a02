/** Finds the compiled binary of this platform, and says what it offers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Binding from './binding.js';
import { CodeKnowledgeGraphError } from './decode/graph-error.js';

export type {
  Control as NativeControl,
  EncodedResults,
  Engine as NativeEngine,
  FileSelection,
  GivenRoot,
  GraphKeeper as NativeGraphKeeper,
  IndexWork,
  MemoryEvent,
  NativeAssembly,
  NativeCache,
  NativeExporter,
  NativeIndex,
  NativeMetrics,
  NativeOptions,
  NativePieces,
  NativeProgress,
  NativeShard,
  NativeSnapshot,
  NativeStream,
  NativeWarning,
  NativeWatch,
  ResultWarning,
} from './binding.js';

/** What the binary offers: the build of it writes `binding.d.ts`, so a change there that nothing here knows is an error. */
type NativeBinding = typeof Binding;

/** What decides which binary fits: the names of Node and of napi-rs. */
export interface Platform {
  platform: string;
  arch: string;
  libc: 'gnu' | 'musl' | undefined;
}

/** The part of a binary's name that names its platform, as in `linux-x64-gnu`. */
export function platformName({ platform, arch, libc }: Platform): string {
  if (platform === 'win32') return `${platform}-${arch}-msvc`;
  return libc === undefined ? `${platform}-${arch}` : `${platform}-${arch}-${libc}`;
}

/**
 * Loads the binary next to the package, else the one in the optional package of this platform.
 *
 * @throws Error with the code `ERR_UNSUPPORTED_PLATFORM` that says what was looked for and how to build it
 */
export function loadBinding(load: (id: string) => unknown, here: Platform): NativeBinding {
  const name = platformName(here);
  const platformPackage = `code-knowledge-graph-${name}`;
  const causes: unknown[] = [];
  for (const id of [join(__dirname, '..', `code-knowledge-graph.${name}.node`), platformPackage]) {
    try {
      return load(id) as NativeBinding;
    } catch (error) {
      causes.push(error);
    }
  }
  const { platform, arch, libc } = here;
  // A binary that is there but cannot be loaded (an older libc, say) has the more telling reason.
  const cause = causes.find((error) => (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') ?? causes[0];
  const message =
    `code-knowledge-graph has no binary for this platform (${platform}, ${arch}${libc ? `, ${libc}` : ''}): ` +
    `neither code-knowledge-graph.${name}.node nor the package ${platformPackage} could be loaded: ` +
    `${firstLine(cause)}. The package is an optional dependency: it is missing if optional dependencies were left ` +
    'out, or if node_modules was installed on another platform. To build the binary from source, install Rust (https://rustup.rs) and run "npm install && npm run build" in the ' +
    'repository of code-knowledge-graph.';
  throw new CodeKnowledgeGraphError(message, 'ERR_UNSUPPORTED_PLATFORM', { cause });
}

/** The platform of this process. */
export function currentPlatform(): Platform {
  const { platform, arch } = process;
  return { platform, arch, libc: platform === 'linux' ? currentLibc() : undefined };
}

function currentLibc(): 'gnu' | 'musl' {
  // `ldd` is a script that names its libc; reading it costs far less than the report, which asks the network stack.
  try {
    return readFileSync('/usr/bin/ldd', 'utf8').includes('musl') ? 'musl' : 'gnu';
  } catch {
    const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
    return report?.header?.glibcVersionRuntime === undefined ? 'musl' : 'gnu';
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}

let binding: NativeBinding | undefined;

/** The binary of this platform, loaded when it is first needed. */
export function native(): NativeBinding {
  binding ??= loadBinding(require, currentPlatform());
  return binding;
}

/** Frees the memory of a buffer that a native stream yielded, at once: the garbage collector would take its time. */
export function release(buffer: Buffer): void {
  const { buffer: memory } = buffer;
  // A platform without external memory may have copied it into a pool that others use too.
  if (memory.byteLength === buffer.length) native().release(memory as ArrayBuffer);
}
