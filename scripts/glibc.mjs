// `node scripts/glibc.mjs <binaries>`: fails if a binary for Linux needs a newer glibc than the README promises for it, or
// any at all where it is for musl. Which binary is for what its name says; those of other systems are passed over. Reads
// the versions of symbols that the file itself asks its libraries for, so that it tells of any platform's on any other.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { command, Obstacle } from './toolchain.mjs';

/** What the binaries of a release may need. A local build needs what it was built with. */
export const PROMISED_GLIBC = '2.17';

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_STRTAB = 5n;
const DT_VERNEED = 0x6ffffffen;
const DT_VERNEEDNUM = 0x6fffffffn;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await command(() => {
    const paths = process.argv.slice(2);
    if (paths.length === 0) throw new Obstacle('usage: node scripts/glibc.mjs <binaries>');
    const refused = paths.map(check).filter((reason) => reason !== undefined);
    if (refused.length > 0) throw new Obstacle(refused.join('\n'));
  });
}

/** Why a binary is refused. Says what it needs otherwise. */
function check(path) {
  const name = basename(path);
  const libc = /\.linux-\w+-(gnu|musl)\.node$/.exec(name)?.[1];
  if (libc === undefined) return undefined;
  const versions = glibcVersions(readFileSync(path));
  // Some versions are no number: GLIBC_ABI_DT_RELR came with 2.36, GLIBC_PRIVATE is of one glibc alone.
  const refused = versions.filter((version) => libc === 'musl' || !(compare(version, PROMISED_GLIBC) <= 0));
  if (refused.length === 0) {
    process.stdout.write(`${name} needs ${versions.at(-1) === undefined ? 'no glibc' : `glibc ${versions.at(-1)}`}\n`);
    return undefined;
  }
  const promised = libc === 'musl' ? 'none' : PROMISED_GLIBC;
  return `${name} needs glibc ${refused.join(', ')}; promised is ${promised}`;
}

/** The versions of glibc's symbols that an ELF file of 64 bits asks for, the newest last. */
export function glibcVersions(bytes) {
  if (bytes.toString('latin1', 0, 4) !== '\x7fELF' || bytes[4] !== 2 || bytes[5] !== 1) {
    throw new Obstacle('No ELF file of 64 bits, least significant byte first.');
  }
  const segments = segmentsOf(bytes);
  const dynamic = dynamicEntries(bytes, segments);
  const strings = offsetOf(segments, dynamic.get(DT_STRTAB));
  const versions = new Set();
  let library = offsetOf(segments, dynamic.get(DT_VERNEED));
  for (let left = Number(dynamic.get(DT_VERNEEDNUM) ?? 0n); left > 0; left--) {
    let version = library + bytes.readUInt32LE(library + 8);
    for (let names = bytes.readUInt16LE(library + 2); names > 0; names--) {
      const name = textAt(bytes, strings + bytes.readUInt32LE(version + 8));
      if (name.startsWith('GLIBC_')) versions.add(name.slice('GLIBC_'.length));
      version += bytes.readUInt32LE(version + 12);
    }
    library += bytes.readUInt32LE(library + 12);
  }
  return [...versions].sort(compare);
}

/** By their numbers; what is no number counts as the newest. */
function compare(one, other) {
  const numbers = (version) => (/^[\d.]+$/.test(version) ? version.split('.').map(Number) : [Infinity]);
  const [left, right] = [numbers(one), numbers(other)];
  for (let part = 0; part < Math.max(left.length, right.length); part++) {
    const [a, b] = [left[part] ?? 0, right[part] ?? 0];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

function segmentsOf(bytes) {
  const [first, size, count] = [Number(bytes.readBigUInt64LE(32)), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * size;
    const word = (place) => Number(bytes.readBigUInt64LE(at + place));
    return { type: bytes.readUInt32LE(at), offset: word(8), address: word(16), bytes: word(32) };
  });
}

function dynamicEntries(bytes, segments) {
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  const entries = new Map();
  if (dynamic === undefined) return entries;
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.bytes; at += 16) {
    entries.set(bytes.readBigUInt64LE(at), bytes.readBigUInt64LE(at + 8));
  }
  return entries;
}

/** Where in the file an address of the loaded program is. */
function offsetOf(segments, address = 0n) {
  const place = Number(address);
  const segment = segments.find(
    (each) => each.type === PT_LOAD && place >= each.address && place < each.address + each.bytes,
  );
  return segment === undefined ? 0 : place - segment.address + segment.offset;
}

function textAt(bytes, offset) {
  return bytes.toString('latin1', offset, bytes.indexOf(0, offset));
}
