// Call targets by a language server's "go to definition". Of each file, `calls` and `declarations` say where to ask and what
// the answers lead to:
//
//   calls         { start, end, name, kind, callee }: `callee` is where the called name is, or null where none is called
//   declarations  { line, character, at, kind }: 'function', 'overload' (a signature alone), 'abstract' (no body),
//                 'property' (an accessor), 'alias' with `of`, where the other name is, 'variable' (of any other value), or
//                 'class' with `init`, its own constructor if any ({ at, isCalled }), and `bases`, where their names are
//
// All places are { line, character, at } in UTF-16 units from 0. An answer may begin with a comment: then a declaration is
// found by its `end`, where it gives one.

import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** How far classes are followed to the one whose constructor runs, and names to what they stand for. */
const MAX_DEPTH = 20;

/** Yields a truth (see `score.mjs`) for each call of the files (by path) below a folder of `within`. */
export async function* callsByDefinition({ server, root, files, within = [''] }) {
  const judge = new Judge(server, root, files);
  for (const { path, calls } of files.values()) {
    if (!within.some((folder) => path.startsWith(folder))) continue;
    for (const { callee, ...call } of calls) yield { path, ...call, to: await judge.called(path, callee) };
  }
  await server.stop();
}

class Judge {
  #server;
  #root;
  #declared = new Map();
  #answers = new Map();

  constructor(server, root, files) {
    this.#server = server;
    this.#root = root;
    for (const { path, declarations } of files.values()) {
      for (const each of declarations) {
        this.#declared.set(`${path}:${each.line}:${each.character}`, each);
        if (each.end) this.#declared.set(`${path} ends ${each.end.line}:${each.end.character}`, each);
      }
    }
  }

  async called(path, callee) {
    // What an expression or a variable's value gives may have a name that no server tells.
    if (callee === null) return 'unknown';
    const places = await this.#definitions(path, callee);
    if (places.length === 0) return 'unknown';
    const inside = places.filter((place) => place.path !== undefined);
    if (inside.length === 0) return 'outside';
    const targets = (await Promise.all(inside.map((place) => this.#targets(place, 0)))).flat();
    if (targets.some(({ isVariable }) => isVariable)) return 'unknown';
    const written = targets.filter(({ isOverload }) => !isOverload);
    const known = (written.length > 0 ? written : targets).map(({ isOverload: _, ...target }) => target);
    return known.length > 0 ? known : 'value';
  }

  /** What a declaration is, or stands for. Nothing for a parameter, or a variable that is no function. */
  async #targets({ path, start, end }, depth) {
    const declared =
      this.#declared.get(`${path}:${start.line}:${start.character}`) ??
      this.#declared.get(`${path} ends ${end.line}:${end.character}`);
    if (declared === undefined || depth > MAX_DEPTH) return [];
    const { kind, at } = declared;
    if (kind === 'class') return await this.#constructors(path, declared, depth);
    if (kind === 'variable') return [{ isVariable: true }];
    if (kind === 'alias') return await this.#aliased(path, declared, depth);
    return [{ path, at, hasBody: kind === 'function' || kind === 'overload', isOverload: kind === 'overload' }];
  }

  /** Another name may be led through or not. */
  async #aliased(path, { of }, depth) {
    const named = (await this.#definitions(path, of)).filter((place) => place.path !== undefined);
    const targets = (await Promise.all(named.map((place) => this.#targets(place, depth + 1)))).flat();
    return targets.map((target) => ({ ...target, hasBody: target.hasBody && 'maybe' }));
  }

  /** A class's own constructor, else that of the first superclass that has one; the class's file is right in any case. */
  async #constructors(path, { at, init, bases }, depth) {
    const own = { path, at, hasBody: false };
    if (init) return [own, { path, at: init.at, hasBody: init.isCalled || 'maybe' }];
    for (const base of bases) {
      for (const place of await this.#definitions(path, base)) {
        const inherited = place.path === undefined ? [] : await this.#targets(place, depth + 1);
        const runs = inherited.filter(({ hasBody }) => hasBody);
        if (runs.length > 0) return [own, ...runs];
      }
    }
    return [own];
  }

  async #definitions(path, place) {
    const key = `${path}:${place.line}:${place.character}`;
    if (!this.#answers.has(key)) this.#answers.set(key, this.#ask(path, place));
    return await this.#answers.get(key);
  }

  async #ask(path, { line, character }) {
    const uri = pathToFileURL(join(this.#root, path)).href;
    const params = { textDocument: { uri }, position: { line, character } };
    const answer = await this.#server.request('textDocument/definition', params);
    return [answer ?? []].flat().map((each) => ({
      ...(each.targetSelectionRange ?? each.range),
      path: this.#pathOf(each.uri ?? each.targetUri),
    }));
  }

  /** Relative to the root; `undefined` for what lies outside. */
  #pathOf(uri) {
    if (!uri.startsWith('file:')) return undefined;
    const path = fileURLToPath(uri);
    return path.startsWith(`${this.#root}/`) ? relative(this.#root, path) : undefined;
  }
}
