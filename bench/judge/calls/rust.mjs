// Rust's calls, as rustc's MIR has them after types are known: macro arguments, methods and trait methods with the type each
// is called on. MIR names functions in text, so they are found again by the names of type, trait and method; what several
// functions of a crate answer to is unknown. Operators, loops and the like call functions too, but nobody wrote a call.

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getAllSourceFiles } from '../../../index.mjs';

const run = promisify(execFile);

/** Options of a nightly compiler, which the stable one of the toolchain takes too. */
const ENVIRONMENT = { ...process.env, RUSTC_BOOTSTRAP: '1' };
const MIR = [
  '--emit',
  'mir',
  '-Zmir-include-spans=on',
  '-Zmir-opt-level=0',
  '-Ztrim-diagnostic-paths=no',
  '-Awarnings',
];
const SPAN = /at ([^\s:]+):(\d+):(\d+): (\d+):(\d+)$/;
const CALL = /^ {8}\S+ = (.*) -> (?:\[return: |unwind |bb)/;

export async function* rustCalls({ root }) {
  const target = await mkdtemp(join(tmpdir(), 'rust-'));
  try {
    const words = ['rustc', '--quiet', '--lib', '--target-dir', target];
    await run('cargo', [...words, '--', ...MIR], { cwd: root, env: ENVIRONMENT, maxBuffer: 1 << 28 });
    const folder = join(target, 'debug', 'deps');
    const name = (await readdir(folder)).find((each) => each.endsWith('.mir'));
    const crate = await readCrate(root);
    const others = await otherCrates(root, crate);
    yield* new Judge(crate, others, (await readFile(join(folder, name), 'utf8')).split('\n')).calls();
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

/** The crate's files, by path: their text, where each line begins, and the traits they declare. */
async function readCrate(root) {
  const files = new Map();
  for (const absolute of await getAllSourceFiles(root)) {
    const path = absolute.slice(root.length + 1);
    const text = await readFile(absolute, 'utf8');
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    files.set(path, { path, text, starts });
  }
  return files;
}

/**
 * What a path begins with that leads out of the crate: MIR writes those of the crate itself without its name. A module of the
 * crate with the name of another crate is the module.
 */
async function otherCrates(root, files) {
  const lock = await readFile(join(root, 'Cargo.lock'), 'utf8');
  const dependencies = [...lock.matchAll(/^name = "(.+)"$/gm)].map(([, name]) => name.replaceAll('-', '_'));
  const isModule = (name) => files.has(`src/${name}.rs`) || files.has(`src/${name}/mod.rs`);
  return new Set(['std', 'core', 'alloc', 'proc_macro', ...dependencies].filter((name) => !isModule(name)));
}

class Judge {
  #files;
  #others;
  #lines;
  /** Of `Type::method`, `Trait for Type::method`, `Trait::method` and paths of functions: where they are. */
  #declared = new Map();
  #traits = new Map();

  constructor(files, others, lines) {
    this.#files = files;
    this.#others = others;
    this.#lines = lines;
    for (const file of files.values()) {
      for (const { 1: name, index } of file.text.matchAll(/\btrait\s+(\w+)/g)) {
        this.#note(this.#traits, name, { path: file.path, at: index, hasBody: false });
      }
    }
    this.#lines.forEach((line, index) => {
      const head = /^fn (.*?)\((?:_1|\) )/.exec(line);
      if (head) this.#declare(head[1], this.#lines[index + 1]);
    });
  }

  *calls() {
    const seen = new Set();
    for (const line of this.#lines) {
      const comment = line.lastIndexOf(' // ');
      const callee = calleeOf(CALL.exec(line.slice(0, comment))?.[1] ?? '');
      const place = callee && this.#place(line);
      if (!place) continue;
      const name = plain(callee).split('::').at(-1);
      const text = place.file.text.slice(place.start, place.end);
      if (!/^\w+$/.test(name)) continue;
      const isWritten = text.endsWith(')') && new RegExp(`\\b${name}\\s*(::<[\\s\\S]*?>)?\\s*\\(`).test(text);
      const key = `${place.file.path}:${place.start}:${place.end}:${name}`;
      if (!isWritten || seen.has(key)) continue;
      seen.add(key);
      const { kind, to } = this.#called(callee);
      yield { path: place.file.path, start: place.start, end: place.end, name, kind, to };
    }
  }

  /** The range that a line of MIR speaks of, if it is one of the crate's files. */
  #place(line) {
    const [, path, ...numbers] = SPAN.exec(line) ?? [];
    const file = this.#files.get(path);
    if (!file) return undefined;
    const [startLine, startColumn, endLine, endColumn] = numbers.map(Number);
    return { file, start: offsetOf(file, startLine, startColumn), end: offsetOf(file, endLine, endColumn) };
  }

  /** Notes a function with a body; the line after its head says where what it gives back is written. */
  #declare(name, next) {
    const place = this.#place(next ?? '');
    if (!place || /\{closure[^{}]*\}$/.test(name)) return;
    const target = { path: place.file.path, at: place.start, hasBody: true };
    // Of an `impl` within a function the innermost.
    const impl = [...name.matchAll(/<impl at ([^\s:]+):(\d+):(\d+): (\d+):(\d+)>/g)].at(-1);
    if (!impl) {
      this.#note(this.#declared, plain(name), target);
      this.#note(this.#declared, plain(name).split('::').slice(-2).join('::'), target);
      return;
    }
    const { file, start, end } = this.#place(`at ${impl[0].slice('<impl at '.length, -1)}`) ?? {};
    const head = file && implHead(file.text, start, end);
    // Functions within a method are below it, and known by its name.
    const rest = withoutClosures(plain(name.slice(impl.index + impl[0].length)));
    if (rest.includes('::')) this.#note(this.#declared, rest.split('::').slice(-2).join('::'), target);
    const isWritten = file?.text.slice(start, end).includes('impl');
    if (head)
      this.#note(
        this.#declared,
        `${head.trait ? `${head.trait} for ` : ''}${head.self}::${rest}`,
        isWritten ? target : { ...target, hasBody: false },
      );
  }

  #note(map, key, target) {
    const known = map.get(key) ?? [];
    if (!known.some(({ path, at }) => path === target.path && at === target.at)) map.set(key, [...known, target]);
  }

  #called(callee) {
    if (/^(move |copy |const |\{closure|<\{closure)/.test(callee)) return { kind: 'value', to: 'unknown' };
    const qualified = qualification(callee);
    if (qualified) {
      const [self, trait] = qualified.map(lastName);
      const method = plain(callee.slice(closing(callee) + 1));
      const own = this.#declared.get(`${trait} for ${self}::${method}`);
      const given = this.#declared.get(`${trait}::${method}`) ?? this.#traits.get(trait);
      return { kind: own ? 'method of a trait, by type' : 'method of a trait', to: answer(own ?? given) };
    }
    // Methods of an `impl` in another module than its type's: `module::<impl path::Type>::method`.
    const lent = lentMethod(callee);
    const path = lent ? `${lastName(lent.type)}::${lent.method}` : plain(callee);
    const parts = withoutClosures(path).split('::');
    const isMethod = /^[A-Z]/.test(parts.at(-2) ?? '');
    const kind = isMethod ? 'method' : 'function';
    if (!lent && this.#others.has(parts[0])) return { kind, to: 'outside' };
    const known = [parts, parts.slice(-3), parts.slice(-2)]
      .map((each) => this.#declared.get(each.join('::')))
      .find(Boolean);
    return { kind, to: answer(known) };
  }
}

/** One is the target; several are not told apart. */
function answer(targets) {
  if (!targets) return 'outside';
  return targets.length === 1 ? targets : 'unknown';
}

function offsetOf({ text, starts }, line, column) {
  // Columns count characters from 1.
  let at = starts[line - 1];
  for (let i = 1; i < column; i++) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

/** What stands before the arguments of a call. */
function calleeOf(call) {
  let depth = 0;
  for (let i = 0; i < call.length; i++) {
    if (call[i] === '(' && depth === 0) return call.slice(0, i);
    depth += step(call, i);
  }
  return '';
}

/** Where the bracket ends that a path begins with. */
function closing(path) {
  let depth = 0;
  for (let i = 0; path[0] === '<' && i < path.length; i++) {
    depth += step(path, i);
    if (depth === 0) return i;
  }
  return -1;
}

/** Type and trait of `<Type as Trait>::method`. */
function qualification(path) {
  const end = closing(path);
  let depth = 0;
  for (let i = 0; i < end; i++) {
    depth += step(path, i);
    if (depth === 1 && path.startsWith(' as ', i)) return [path.slice(1, i), path.slice(i + 4, end)];
  }
  return undefined;
}

/** Type and method of `module::<impl path::Type>::method::<A>`; what is passed as a type argument may be an `impl` too. */
function lentMethod(callee) {
  const from = callee.search(/(?<=^|::)<impl /);
  if (from < 0) return undefined;
  const end = from + closing(callee.slice(from));
  const method = plain(callee.slice(end + 1));
  return method ? { type: callee.slice(from + '<impl '.length, end), method } : undefined;
}

/** A path without the closures and `async` bodies that functions are declared in. */
function withoutClosures(path) {
  return path.replaceAll(/\{closure[^{}]*\}(?:::)?/g, '');
}

function step(text, i) {
  if (text[i] === '<') return 1;
  return text[i] === '>' && text[i - 1] !== '-' ? -1 : 0;
}

/** A path without type arguments. */
function plain(path) {
  let depth = 0;
  let bare = '';
  for (let i = 0; i < path.length; i++) {
    const by = step(path, i);
    if (depth === 0 && by === 0) bare += path[i];
    depth += by;
  }
  return bare.replace(/:{3,}/g, '::').replace(/^::|::$/g, '');
}

/** Of a type the last name of its path, without references. */
function lastName(type) {
  return plain(type.replace(/^(?:&(?:'\w+ )?(?:mut )?|dyn |impl )+/, '').trim())
    .split('::')
    .at(-1)
    .trim();
}

/** Of `impl<T> Trait<U> for Type<T> where …`, or of a trait's name in a `derive`, which stands before its type. */
function implHead(text, start, end) {
  const head = text.slice(start, end);
  if (!/^(unsafe )?impl\b/.test(head)) {
    const type = /\b(?:struct|enum|union)\s+(\w+)/.exec(text.slice(end));
    return /^[\w:]+$/.test(head) && type ? { trait: lastName(head), self: type[1] } : undefined;
  }
  const bare = plain(head.replace(/^(?:unsafe )?impl/, '').replace(/\bwhere\b[\s\S]*$/, '')).trim();
  const [trait, self] = bare.split(/\s+for\s+/);
  // Of a type parameter: an implementation for all types, or for references to them.
  const parameters = /^(?:unsafe )?impl\s*<((?:[^<>]|<[^<>]*>)*)>/.exec(head)?.[1] ?? '';
  if (new RegExp(`(?:^|,)\\s*${lastName(self ?? trait).replace(/\W/g, '')}\\s*(?:[:,=]|$)`).test(parameters))
    return undefined;
  return self === undefined
    ? { self: lastName(trait) }
    : { trait: lastName(trait.replace(/^!/, '')), self: lastName(self) };
}
