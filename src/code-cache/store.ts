import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeCacheFolder, replaceFile } from '../io/user-cache.js';
import type { Place } from './place.js';

/** Compiled code by the name of its file. */
export type Compiled = ReadonlyMap<string, Uint8Array>;

/** One file a command; nobody has more commands, but anything may be typed. */
const MOST_FILES = 64;
/** What a replaced program or Node left behind is removed after this many ms. */
const STALE_MS = 30 * 24 * 3_600_000;
/** V8 copies what does not begin at a multiple of this. */
const ALIGNMENT = 8;
/** Of the head, in front of it. */
const SIZE_BYTES = 4;

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * Reads what `writeStore` wrote. V8 does not check what it is given and would run anything: a file that is not
 * whole, was written under another key or could have been written by somebody else counts as none.
 */
export function readStore({ file, key }: Place): Compiled {
  const found = new Map<string, Uint8Array>();
  const bytes = readOwn(file);
  if (!bytes || bytes.length < ALIGNMENT) return found;
  const size = bytes.readUInt32LE(0);
  const head: unknown = JSON.parse(bytes.toString('utf8', SIZE_BYTES, SIZE_BYTES + size));
  if (!isHead(head) || head.key !== key) return found;
  let offset = aligned(SIZE_BYTES + size);
  const end = head.files.reduce((sum, [, length]) => sum + aligned(length), offset);
  if (end !== bytes.length) return found;
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
  if (!existsSync(file) && readdirSync(folder).length >= MOST_FILES) return;
  const compiled = compile();
  const files = [...compiled].map(([name, { length }]) => [name, length]);
  const head = Buffer.from(JSON.stringify({ key, files }));
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeUInt32LE(head.length);
  const parts = [Buffer.concat([size, head]), ...compiled.values()];
  replaceFile(file, Buffer.concat(parts.flatMap(padded)), { durable: true });
}

/** A part and what is missing to a multiple of the alignment. */
const padded = (part: Uint8Array) => [part, new Uint8Array(aligned(part.length) - part.length)];

/** undefined where there is none, or one that somebody else may have written. */
function readOwn(file: string): Buffer | undefined {
  const fd = openSync(file, 'r');
  try {
    const { uid, mode } = fstatSync(fd);
    const own = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    return own ? readFileSync(fd) : undefined;
  } finally {
    closeSync(fd);
  }
}

/** Other builds' and other Nodes' folders, long after they were made; one that is in use is made again. */
function removeStale(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) rmSync(path, { recursive: true, force: true });
  }
}

function isHead(head: unknown): head is { key: string; files: [string, number][] } {
  return (
    typeof head === 'object' && head !== null && 'key' in head && 'files' in head && Array.isArray(head.files)
  );
}
