import { isUtf8 } from 'node:buffer';
import { UnusableFile } from './files.js';

/** Files are read up to this many bytes: far more than any of settings, deployments or secrets has. */
export const MOST_BYTES = 8 * 1024 * 1024;

/**
 * The text of a file that people write: UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it. Anything else
 * is refused, because a wrongly guessed encoding could end up in the name of a deployment. Only here do bytes from
 * outside become text.
 * @throws UnusableFile naming the line, in words that can follow a colon
 */
export function decodeText(bytes: Uint8Array): string {
  const [encoding, label] = markOf(bytes);
  if (encoding === undefined) throw notText(label);
  // Checked before decoding: UTF-16 without a byte order mark is not UTF-8 either, and would be reported as Latin-1.
  if (encoding === 'utf-8' && bytes.includes(0))
    throw notText('no text, or UTF-16 without a byte order mark');
  try {
    // TextDecoder removes the byte order mark.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    throw encoding === 'utf-8'
      ? new UnusableFile(`line ${badLine(bytes)} is not UTF-8, perhaps Latin-1: save it as UTF-8`)
      : notText(`broken ${label}`);
  }
  throw notText('no text');
}

const notText = (what: string) => new UnusableFile(`it is ${what}: save it as UTF-8`);

function markOf([a, b, c, d]: Uint8Array): [encoding: string | undefined, label: string] {
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? [undefined, 'UTF-32'] : ['utf-16le', 'UTF-16'];
  return a === 0xfe && b === 0xff ? ['utf-16be', 'UTF-16'] : ['utf-8', 'UTF-8'];
}

/** The first line that is not UTF-8. Each is checked alone, as no other character contains the byte of a line feed. */
function badLine(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed;
    if (feed === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

/**
 * All of a stream as text: for what is not a regular file, such as `<(…)`, and for standard input.
 * @throws UnusableFile if it is not text, or larger than `most` bytes
 */
export async function readStream(
  stream: AsyncIterable<Uint8Array | string>,
  most = MOST_BYTES,
): Promise<string> {
  return decodeText(await readBytes(stream, most));
}

/** All bytes of a stream. @throws UnusableFile if they are more than `most` */
export async function readBytes(
  stream: AsyncIterable<Uint8Array | string>,
  most: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > most) throw tooLarge(most);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The error for a file that is too large to be meant. */
export const tooLarge = (most = MOST_BYTES) =>
  new UnusableFile(`it is too large (over ${most / 1024 / 1024} MiB)`);
