import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { removeFile, replaceFile } from '../io/files.js';
import { ageMs, keptFiles, makeCacheFolder } from '../io/user-cache.js';
import type { Place } from './place.js';

/** Compiled code by the name of its file. */
export type Compiled = ReadonlyMap<string, Uint8Array>;

/** One file a command; nobody has more commands, but anything may be typed: then the oldest goes. */
const MOST_FILES = 64;
/** No command has as much; what is larger is not read. */
const MOST_BYTES = 16 * 1024 * 1024;
/** What a replaced program or Node left behind is removed after this many ms. */
const STALE_MS = 30 * 24 * 3_600_000;
/** V8 copies what does not begin at a multiple of this. */
const ALIGNMENT = 8;
/** Of the head, in front of it. */
const SIZE_BYTES = 4;

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * Reads what `writeStore` wrote. V8 does not check what it is given and would run anything: a file that is not to the
 * byte what was written, was written under another key or could have been written by somebody else counts as none.
 */
export function readStore({ file, key }: Place): Compiled {
  const found = new Map<string, Uint8Array>();
  const bytes = readOwn(file);
  if (!bytes || bytes.length < ALIGNMENT) return found;
  const size = bytes.readUInt32LE(0);
  const head: unknown = JSON.parse(bytes.toString('utf8', SIZE_BYTES, SIZE_BYTES + size));
  if (!isHead(head) || head.key !== key) return found;
  let offset = aligned(SIZE_BYTES + size);
  if (digestOf(head, [bytes.subarray(offset)]) !== head.digest) return found;
  for (const [name, length] of head.files) {
    found.set(name, bytes.subarray(offset, offset + length));
    offset += aligned(length);
  }
  return found;
}

/**
 * Writes compiled code where `readStore` finds it.
 * @param compile called once it is known that it can be written: it takes milliseconds
 * @throws the system's error
 */
export function writeStore({ file, key, inside }: Place, compile: () => Compiled): void {
  const folder = dirname(file);
  if (makeCacheFolder(folder, inside)) removeStale(dirname(folder));
  accessSync(folder, constants.W_OK);
  makeRoom(folder);
  const compiled = compile();
  const files = [...compiled].map(([name, { length }]): [string, number] => [name, length]);
  const body = [...compiled.values()].flatMap(padded);
  const head = Buffer.from(JSON.stringify({ key, files, digest: digestOf({ key, files }, body) }));
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeUInt32LE(head.length);
  replaceFile(file, Buffer.concat([...padded(Buffer.concat([size, head])), ...body]));
}

/** A part and what is missing to a multiple of the alignment. */
const padded = (part: Uint8Array) => [part, new Uint8Array(aligned(part.length) - part.length)];

interface Head {
  key: string;
  files: [name: string, length: number][];
  digest: string;
}

function digestOf({ key, files }: Omit<Head, 'digest'>, parts: readonly Uint8Array[]): string {
  // Not at the top: it takes longer to load than to use, and the launcher alone needs none.
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  hash.update(JSON.stringify({ key, files }));
  for (const part of parts) hash.update(part);
  return hash.digest('base64');
}

/** For one more file. */
function makeRoom(folder: string): void {
  const files = keptFiles(folder).map((name) => {
    const path = join(folder, name);
    return { path, age: ageMs(path) };
  });
  files.sort((a, b) => a.age - b.age);
  for (const { path } of files.slice(MOST_FILES - 1)) removeFile(path);
}

/** undefined where there is none, or one that somebody else may have written. */
function readOwn(file: string): Buffer | undefined {
  // Not waiting for whoever writes, where it is no file.
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = fstatSync(fd);
    const own =
      process.getuid === undefined || (facts.uid === process.getuid() && (facts.mode & 0o022) === 0);
    return own && facts.isFile() && facts.size <= MOST_BYTES ? readFileSync(fd) : undefined;
  } finally {
    closeSync(fd);
  }
}

/** Other builds' and other Nodes' folders, a month after they were last written to; one that is in use is made again. */
function removeStale(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (ageMs(path) > STALE_MS) rmSync(path, { recursive: true, force: true });
  }
}

function isHead(head: unknown): head is Head {
  return (
    typeof head === 'object' &&
    head !== null &&
    'key' in head &&
    'digest' in head &&
    'files' in head &&
    Array.isArray(head.files)
  );
}
