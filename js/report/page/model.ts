/** What the page knows: the exported rows as columns, and a tree of folders, files and symbols. Pure. */

/** The rows as they stand in the page: see `src/export/report.rs`. */
export type Rows = [Head, ...FileRow[]];

interface Head {
  title: string;
  kinds: string[];
  relations: string[];
}

type FileRow = [
  path: string,
  language: string,
  bytes: number,
  symbols: [key: string, kind: number, start: number, end: number][],
  links: [from: number, to: number, relation: number, count: number, line: number][],
];

/** A link, from the side of one of its ends. */
export interface Neighbour {
  /** The symbol at the other end; -1 if that is a file outside of any. */
  symbol: number;
  /** The node of the file that the link stands in. */
  file: Item;
  relation: string;
  count: number;
  line: number;
}

/** A folder, a file or a symbol, in the picture. */
export interface Item {
  kind: 'folder' | 'file' | 'symbol';
  name: string;
  /** The path of a folder or file, the key of a symbol. */
  key: string;
  parent: Item | undefined;
  children: Item[];
  /** What its area stands for: lines. */
  weight: number;
  functions: number;
  files: number;
  /** How many calls lead to it, and to what is in a file. */
  callers: number;
  /** The number of a symbol, else -1. */
  symbol: number;
  language: string;
}

export class Model {
  readonly title: string;
  readonly kinds: string[];
  readonly relations: string[];
  /** By symbol: its item. */
  readonly symbols: Item[] = [];
  readonly kind: number[] = [];
  readonly startLine: number[] = [];
  readonly endLine: number[] = [];
  readonly root: Item;
  readonly languages: string[];
  linkCount = 0;
  /** Links by number: what they lead from (-1: the file), to, and the rest. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #relation: Uint8Array;
  readonly #count: Uint32Array;
  readonly #line: Uint32Array;
  readonly #file: Item[] = [];
  readonly #fileOf: Uint32Array;
  /** By symbol: where its links begin among those sorted by one end, one more at the end. */
  readonly #incoming: Index;
  readonly #outgoing: Index;

  constructor([head, ...files]: Rows) {
    this.title = head.title;
    this.kinds = head.kinds;
    this.relations = head.relations;
    this.root = item('folder', head.title, '', undefined);
    const folders = new Map<string, Item>([['', this.root]]);
    const languages = new Map<string, number>();
    let links = 0;
    for (const row of files) {
      this.#addFile(row, folderOf(row[0], folders));
      languages.set(row[1], (languages.get(row[1]) ?? 0) + 1);
      links += row[4].length;
    }
    this.languages = [...languages].sort(([, one], [, other]) => other - one).map(([name]) => name);
    this.linkCount = links;
    this.#from = new Int32Array(links);
    this.#to = new Int32Array(links);
    this.#relation = new Uint8Array(links);
    this.#count = new Uint32Array(links);
    this.#line = new Uint32Array(links);
    this.#fileOf = new Uint32Array(links);
    this.#addLinks(files);
    this.#incoming = indexed(this.#to, this.symbols.length);
    this.#outgoing = indexed(this.#from, this.symbols.length);
    for (const folder of folders.values()) joined(folder);
    total(this.root);
  }

  /** What leads to a symbol. */
  incoming(symbol: number): Neighbour[] {
    return this.#neighbours(this.#incoming, symbol, this.#from);
  }

  /** What a symbol leads to. */
  outgoing(symbol: number): Neighbour[] {
    return this.#neighbours(this.#outgoing, symbol, this.#to);
  }

  /** What contains a symbol that is no symbol itself. */
  fileOf(item: Item): Item {
    let file = item;
    while (file.kind === 'symbol' && file.parent !== undefined) file = file.parent;
    return file;
  }

  /** The item of this key: of a symbol, a file or a folder. */
  find(key: string): Item | undefined {
    let found: Item | undefined;
    visit(this.root, (item) => {
      if (item.key === key) found ??= item;
    });
    return found;
  }

  #neighbours({ first, numbers }: Index, symbol: number, other: Int32Array): Neighbour[] {
    const found: Neighbour[] = [];
    for (let at = first[symbol]; at < first[symbol + 1]; at++) {
      const link = numbers[at];
      const file = this.#file[this.#fileOf[link]];
      const relation = this.relations[this.#relation[link]];
      found.push({ symbol: other[link], file, relation, count: this.#count[link], line: this.#line[link] });
    }
    return found;
  }

  #addFile([path, language, bytes, symbols]: FileRow, folder: Item): void {
    const file = item('file', path.slice(path.lastIndexOf('/') + 1), path, folder);
    file.files = 1;
    file.language = language;
    this.#file.push(file);
    const byKey = new Map<string, Item>();
    const added = symbols.map(([key, kind, start, end]) => {
      const added = item('symbol', nameOf(key), `${path}::${key}`, undefined);
      added.symbol = this.symbols.length;
      added.language = language;
      added.functions = kind === 0 ? 1 : 0;
      added.weight = Math.max(1, end - start + 1);
      this.symbols.push(added);
      this.kind.push(kind);
      this.startLine.push(start);
      this.endLine.push(end);
      // Of a function and a type with one key, the type has the members: it comes later.
      byKey.set(key, added);
      return added;
    });
    symbols.forEach(([key], at) => {
      const around = containerOf(key, byKey) ?? file;
      added[at].parent = around;
      around.children.push(added[at]);
    });
    const lines = symbols.reduce((most, [, , , end]) => Math.max(most, end), 0);
    file.weight = Math.max(1, lines, Math.min(bytes / 40, 4000));
  }

  #addLinks(files: FileRow[]): void {
    let [link, first] = [0, 0];
    files.forEach(([, , , symbols, links], file) => {
      for (const [from, to, relation, count, line] of links) {
        this.#from[link] = from < 0 ? -1 : first + from;
        this.#to[link] = to;
        this.#relation[link] = relation;
        this.#count[link] = count;
        this.#line[link] = line;
        this.#fileOf[link] = file;
        if (isCall(this.relations[relation])) {
          this.symbols[to].callers += count;
          this.fileOf(this.symbols[to]).callers += count;
        }
        link++;
      }
      first += symbols.length;
    });
  }
}

export function isCall(relation: string): boolean {
  return relation === 'call' || relation === 'dispatch';
}

/** Numbers of links, sorted by one end. */
interface Index {
  first: Uint32Array;
  numbers: Uint32Array;
}

function indexed(ends: Int32Array, symbols: number): Index {
  const first = new Uint32Array(symbols + 1);
  for (const end of ends) if (end >= 0) first[end + 1]++;
  for (let at = 0; at < symbols; at++) first[at + 1] += first[at];
  const next = first.slice();
  const numbers = new Uint32Array(first[symbols]);
  for (let link = 0; link < ends.length; link++) {
    const end = ends[link];
    if (end >= 0) numbers[next[end]++] = link;
  }
  return { first, numbers };
}

function item(kind: Item['kind'], name: string, key: string, parent: Item | undefined): Item {
  const created: Item = {
    ...{
      kind,
      name,
      key,
      parent,
      children: [],
      weight: 0,
      functions: 0,
      files: 0,
      callers: 0,
      symbol: -1,
      language: '',
    },
  };
  parent?.children.push(created);
  return created;
}

function folderOf(path: string, folders: Map<string, Item>): Item {
  const end = path.lastIndexOf('/');
  const own = end < 0 ? '' : path.slice(0, end);
  const known = folders.get(own);
  if (known !== undefined) return known;
  // In a loop: a path may have as many folders as it likes.
  const missing: string[] = [];
  let at = own;
  while (!folders.has(at)) {
    missing.push(at);
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
  }
  for (const folder of missing.reverse()) {
    folders.set(folder, item('folder', folder.slice(folder.lastIndexOf('/') + 1), folder, folders.get(at)));
    at = folder;
  }
  return folders.get(own) as Item;
}

function containerOf(key: string, byKey: Map<string, Item>): Item | undefined {
  for (let end = key.lastIndexOf('::'); end > 0; end = key.lastIndexOf('::', end - 1)) {
    const around = byKey.get(key.slice(0, end));
    if (around !== undefined) return around;
  }
  return undefined;
}

function nameOf(key: string): string {
  const start = key.lastIndexOf('::');
  return (start < 0 ? key : key.slice(start + 2)) || key;
}

/** A folder with nothing but one folder in it is shown as one. */
function joined(folder: Item): void {
  for (
    let [only] = folder.children;
    folder.parent !== undefined && folder.children.length === 1;
    [only] = folder.children
  ) {
    if (only.kind !== 'folder') return;
    folder.name = `${folder.name}/${only.name}`;
    folder.key = only.key;
    folder.children = only.children;
    for (const child of folder.children) child.parent = folder;
    only.children = [];
    only.parent = undefined;
  }
}

/** Adds up what is in a folder, from the leaves on, without recursion. */
function total(root: Item): void {
  const order: Item[] = [];
  visit(root, (item) => order.push(item));
  for (const item of order.reverse()) {
    item.children.sort((one, other) => other.weight - one.weight || (one.key < other.key ? -1 : 1));
    if (item.kind === 'folder')
      item.weight = Math.max(
        1,
        sum(item.children, (child) => child.weight),
      );
    item.functions += sum(item.children, (child) => child.functions);
    item.files += sum(item.children, (child) => child.files);
  }
}

function sum(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

/** Calls for an item and all below it, what is around first. */
export function visit(root: Item, call: (item: Item) => void): void {
  const waiting = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    call(next);
    for (let at = next.children.length - 1; at >= 0; at--) waiting.push(next.children[at]);
  }
}
