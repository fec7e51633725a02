/**
 * Calls across files. A stream links each file by its own text: a call of another file's function has no `targetKey`,
 * but names the file, the receiver's type and the function. Once all files are stored, these words lead to a function:
 * through re-exports to the file that declares the name, and through supertypes to the method.
 *
 * A target is claimed only if there is exactly one: what stays open is better than what is wrong. A chain that only
 * another file's return type could tell stays open; `buildGraphStreaming`, which holds the whole graph in memory, has it.
 */
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type LinkableFile, LinkStore, type OpenCall } from '../storage/links.js';

/** Files linked in one transaction; between two the service answers requests. */
const FILES_A_TRANSACTION = 20;

/** The longest chain of re-exports that is followed. */
const MOST_REEXPORTS = 8;

/** Answers kept. Most calls of a repository are of functions that were called before. */
const MOST_ANSWERS = 20_000;

@Injectable()
export class CallLinker {
  constructor(private readonly links: LinkStore) {}

  /** Links the open calls of a repository. May be cut and begun again at any time. */
  async link(repositoryId: number, signal: AbortSignal): Promise<void> {
    const search = new Search(this.links, repositoryId);
    let files: LinkableFile[];
    for (let after = ''; ; after = files.at(-1)?.path ?? after) {
      files = this.links.files(repositoryId, after, FILES_A_TRANSACTION);
      if (files.length === 0) return;
      this.links.link(
        repositoryId,
        files.flatMap((file) => this.targetsIn(file, search)),
      );
      await setImmediate();
      signal.throwIfAborted();
    }
  }

  private targetsIn(file: LinkableFile, search: Search): [nodeId: string, key: string][] {
    return this.links.openCalls(file).flatMap((call) => {
      const key = search.targetOf(call, file.path);
      return key === undefined ? [] : [[call.nodeId, key]];
    });
  }
}

/** Looks for targets in one repository. */
class Search {
  private readonly answers = new Map<string, string | undefined>();

  constructor(
    private readonly links: LinkStore,
    private readonly repositoryId: number,
  ) {}

  /** The key of the function that a call in the file `callingFile` reaches, if it can be told. */
  targetOf({ name, receiver, declaredIn, resolution }: OpenCall, callingFile: string): string | undefined {
    if (receiver === '') return this.functionOf(declaredIn, name);
    // The receiver's type stands where the stream says, or, if only its supertype does, in the calling file.
    const type = this.typeOf(declaredIn, receiver) ?? this.typeOf(callingFile, receiver);
    const member = type && this.answer(`member ${type}::${name}`, () => this.memberOf(type, name, new Set()));
    if (member !== undefined || resolution !== 'import') return member;
    // An imported receiver may be a module or a namespace. Namespaces are no part of a key: of two functions with one
    // name none can be chosen.
    const key = this.functionOf(declaredIn, name);
    return key !== undefined && this.isFunction(`${key}#2`) ? undefined : key;
  }

  /** The method `name` of a type or of the nearest of its supertypes that has it. */
  private memberOf(type: string, name: string, visited: Set<string>): string | undefined {
    if (visited.has(type)) return undefined;
    visited.add(type);
    const own = `${type}::${name}`;
    const kind = this.links.functionAt(this.repositoryId, own);
    // A call of an accessor calls what it returns.
    if (kind !== undefined) return kind === 'callable' ? own : undefined;
    for (const supertype of this.links.supertypes(this.repositoryId, type) ?? []) {
      const separator = supertype.lastIndexOf('::');
      const declared = this.typeOf(supertype.slice(0, separator), supertype.slice(separator + 2));
      const inherited = declared && this.memberOf(declared, name, visited);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  }

  private functionOf(file: string, name: string): string | undefined {
    const isFunction = (key: string) => this.isFunction(key);
    return this.answer(`function ${file}::${name}`, () => this.declared(file, name, isFunction));
  }

  private typeOf(file: string, name: string): string | undefined {
    const isType = (key: string) => this.links.supertypes(this.repositoryId, key) !== undefined;
    return this.answer(`type ${file}::${name}`, () => this.declared(file, name, isType));
  }

  private isFunction(key: string): boolean {
    return this.links.functionAt(this.repositoryId, key) !== undefined;
  }

  /** The key of `name` in `file`, or in the one nearest file that `file` hands the name on from. */
  private declared(file: string, name: string, exists: (key: string) => boolean): string | undefined {
    const visited = new Set([file]);
    let level = [file];
    for (let steps = 0; level.length > 0 && steps <= MOST_REEXPORTS; steps += 1) {
      const keys = level.map((path) => `${path}::${name}`).filter(exists);
      if (keys.length > 0) return keys.length === 1 ? keys[0] : undefined;
      const next = level.flatMap((path) => this.links.reexports(this.repositoryId, path));
      level = [...new Set(next)].filter((path) => !visited.has(path));
      for (const path of level) visited.add(path);
    }
    return undefined;
  }

  /** What was answered before, or what `find` says. */
  private answer(question: string, find: () => string | undefined): string | undefined {
    if (this.answers.has(question)) return this.answers.get(question);
    if (this.answers.size >= MOST_ANSWERS) this.answers.clear();
    const answer = find();
    this.answers.set(question, answer);
    return answer;
  }
}
