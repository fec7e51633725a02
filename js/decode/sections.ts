/**
 * Reads the containers that `src/record/sections.rs` writes: texts and rows of 32-bit integers, by section.
 *
 * Every look-up is checked once per section, so that wrong bytes end in an `ERR_RECORD_CORRUPT` error and never in a
 * loop over garbage.
 */
import { Content, Entry, Header, Layout, type Magic } from './columns.js';
import { corrupt } from './failures.js';

/** Bytes and the same bytes as words: little-endian, as every platform there is a binary for. */
export interface Bytes {
  readonly buffer: Buffer;
  readonly words: Uint32Array;
  /** Some of them as a string that texts are slices of, instead of strings of their own. */
  readonly image?: Image;
}

/** Bytes as a string of as many characters. */
interface Image {
  readonly characters: string;
  /** The first byte that it has. */
  readonly begin: number;
}

/** A view of `buffer` as words; copies only if it does not lie on a multiple of four bytes. */
export function bytesOf(buffer: Buffer): Bytes {
  const aligned = buffer.byteOffset % 4 === 0 ? buffer : Buffer.from(new Uint8Array(buffer).buffer);
  return { buffer: aligned, words: new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2) };
}

/**
 * The words that {@link imageOf} made a string of. A short string costs V8 far less than a typed array with memory
 * of its own, which also makes it collect garbage more often.
 */
export function wordsOf(image: string): Uint32Array {
  const bytes = Buffer.allocUnsafeSlow(image.length);
  bytes.write(image, 'latin1');
  return new Uint32Array(bytes.buffer);
}

/** So many words as a string, for whoever wants them longer than the bytes are there. */
export function imageOf({ buffer }: Bytes, begin: number, length: number): string {
  return buffer.toString('latin1', begin * 4, (begin + length) * 4);
}

/** The bytes that a string is the image of. */
export function bytesOfImage(characters: string): Bytes {
  const words = wordsOf(characters);
  return { buffer: Buffer.from(words.buffer), words, image: { characters, begin: 0 } };
}

/**
 * The same bytes, of which texts are slices of `characters`, their image from the word `begin` on: objects that live on are
 * copied by V8 as they age, and a slice is a few words where the text may be kilobytes. A string of 128 KiB and more is never
 * copied.
 */
export function withImage({ buffer, words }: Bytes, begin: number, characters: string): Bytes {
  return { buffer, words, image: { characters, begin: begin * 4 } };
}

/** Where the rows of a section stand: `words[start + row * width + column]`. */
export interface Rows {
  start: number;
  count: number;
}

/** One container inside of `bytes`. */
export class Sections {
  readonly flags: number;
  readonly words: Uint32Array;
  /** How many words the container takes. */
  readonly length: number;
  readonly #bytes: Bytes;
  readonly #base: number;
  readonly #end: number;

  /**
   * @param base the container's first word
   * @param magic the four characters it begins with
   * @param sections how many sections are needed
   */
  constructor(bytes: Bytes, base: number, magic: Magic, sections: number) {
    const { words, buffer } = bytes;
    const begin = base * 4;
    if (begin + Header.count * 4 > words.length * 4) throw corrupt('it ends before its header');
    if (buffer.toString('latin1', begin, begin + 4) !== magic) throw corrupt(`it does not begin with ${magic}`);
    const version = words[base + Header.version] as number;
    if (version !== Layout.version) throw corrupt(`format version ${version}, not ${Layout.version}`);
    const length = words[base + Header.length] as number;
    const count = words[base + Header.sections] as number;
    if (base + length > words.length) throw corrupt('it is cut off');
    if (count < sections || Header.count + count * Entry.count > length) throw corrupt('section table');
    this.flags = words[base + Header.flags] as number;
    this.words = words;
    this.length = length;
    this.#bytes = bytes;
    this.#base = base;
    this.#end = base + length;
  }

  /** The text of a section: one string of V8 that the caller cuts. */
  text(section: number): string {
    const { begin, length, content } = this.#section(section);
    if (content === Content.latin1) return this.#slice(begin, length);
    if (content === Content.utf16) return this.#bytes.buffer.toString('utf16le', begin, begin + length);
    throw corrupt(`section ${section} is no text`);
  }

  /** The rows of a section, `width` words each. */
  rows(section: number, width: number): Rows {
    const { begin, length, content } = this.#section(section);
    if (content !== Content.words || length % (width * 4) !== 0) throw corrupt(`section ${section} holds no rows`);
    return { start: begin / 4, count: length / 4 / width };
  }

  /** The string table of two sections: where strings end, and all of them in one text. */
  strings(section: number): StringTable {
    const { start, count } = this.rows(section, 1);
    return new StringTable(this.words.subarray(start, start + count), this.text(section + 1));
  }

  /** The words of a section as a string; see {@link imageOf}. */
  image(section: number): string {
    const { begin, length } = this.#section(section);
    return this.#slice(begin, length);
  }

  #slice(begin: number, length: number): string {
    const { buffer, image } = this.#bytes;
    if (image === undefined) return buffer.toString('latin1', begin, begin + length);
    return image.characters.slice(begin - image.begin, begin - image.begin + length);
  }

  #section(section: number): { begin: number; length: number; content: number } {
    const entry = this.#base + Header.count + section * Entry.count;
    const begin = (this.#base + (this.words[entry + Entry.begin] as number)) * 4;
    const length = this.words[entry + Entry.length] as number;
    if (begin + length > this.#end * 4) throw corrupt(`section ${section} is cut off`);
    return { begin, length, content: this.words[entry + Entry.content] as number };
  }
}

/** Strings by id. Each is cut when it is first asked for, as most of a record's strings serve linking alone. */
export class StringTable {
  readonly #ends: Uint32Array;
  readonly #text: string;
  readonly #strings: (string | undefined)[];

  constructor(ends: Uint32Array, text: string) {
    if ((ends.at(-1) ?? 0) !== text.length) throw corrupt('string table');
    this.#ends = ends;
    this.#text = text;
    this.#strings = new Array<string | undefined>(ends.length);
  }

  /** How many strings there are. */
  get count(): number {
    return this.#ends.length;
  }

  /** The string with this id: the same object each time. */
  at(id: number | undefined): string {
    return this.#strings[id as number] ?? this.#cut(id as number);
  }

  #cut(id: number): string {
    if (!(id < this.#ends.length)) throw corrupt('a string that is not there');
    const begin = id === 0 ? 0 : (this.#ends[id - 1] as number);
    const end = this.#ends[id] as number;
    if (end < begin || end > this.#text.length) throw corrupt('string table');
    const string = this.#text.slice(begin, end);
    this.#strings[id] = string;
    return string;
  }
}

/** The value with this number in a fixed list, such as a kind. */
export function memberAt<T>(members: readonly T[], number: number | undefined, what: string): T {
  const member = members[number as number];
  if (member === undefined) throw corrupt(`${what} ${number}`);
  return member;
}
