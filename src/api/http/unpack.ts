import type { Readable } from 'node:stream';
import { MAX_BODY_BYTES, TransportError } from './transport.js';

/** An answer that is packed more often than this is not unpacked. */
const MOST_CODINGS = 4;

/**
 * The text of an answer's body. exo-di never asks for packed answers, but a server on the way may pack them: gzip,
 * deflate and Brotli are unpacked, gzip also if no header names it. A body that is not packed as its header says stays
 * as it is. A byte order mark is removed.
 * @param coding the header `content-encoding`
 * @throws TransportError too-large for more than `MAX_BODY_BYTES` once unpacked
 */
export async function bodyText(bytes: Buffer, coding = ''): Promise<string> {
  const codings = codingsIn(coding);
  if (codings.length === 0 && isGzip(bytes)) codings.push('gzip');
  if (codings.length === 0 || codings.length > MOST_CODINGS || bytes.length === 0) return decoded(bytes);
  const zlib = await import('node:zlib');
  const options = { maxOutputLength: MAX_BODY_BYTES };
  const unpack = (packed: Buffer, name: string): Buffer => {
    switch (name) {
      case 'gzip':
      case 'x-gzip':
        return zlib.gunzipSync(packed, options);
      case 'deflate':
        // By the standard, deflate means zlib's format, but many servers send the bare one.
        return isZlib(packed) ? zlib.inflateSync(packed, options) : zlib.inflateRawSync(packed, options);
      case 'br':
        return zlib.brotliDecompressSync(packed, options);
      default:
        return packed;
    }
  };
  try {
    return decoded(codings.reduceRight(unpack, bytes));
  } catch (error) {
    if (error instanceof RangeError) throw new TransportError('too-large', true, 'the answer is too large');
    return decoded(bytes);
  }
}

/**
 * The text of a body that still arrives, see `bodyText`.
 * @throws TransportError too-large also before it is unpacked, so that a broken peer cannot fill the memory
 */
export async function collectedText(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  coding?: string,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new TransportError('too-large', true, 'the answer is too large');
    chunks.push(chunk);
  }
  return bodyText(Buffer.concat(chunks), coding);
}

function codingsIn(coding: string): string[] {
  const names = coding.toLowerCase().split(/[\s,]+/);
  return names.filter((name) => name !== '' && name !== 'identity');
}

/**
 * The chunks of an answer's body while it arrives. They are unpacked as `bodyText` does it, but only if the header
 * names the coding.
 * @throws TransportError lost (from the iteration) for a body that is not packed as its header says, or not whole
 */
export async function* unpackedChunks(
  body: AsyncIterable<Uint8Array>,
  coding = '',
): AsyncGenerator<Uint8Array, void> {
  const names = codingsIn(coding);
  if (names.length === 0 || names.length > MOST_CODINGS) return yield* body;
  const [zlib, stream] = await Promise.all([import('node:zlib'), import('node:stream')]);
  const unpack = (packed: Readable, name: string): Readable => {
    if (!/^(?:br|deflate|(?:x-)?gzip)$/.test(name)) return packed;
    // A failure of the source also ends the iteration below, and leaving the iteration ends the source.
    return stream.pipeline(
      packed,
      name === 'br' ? zlib.createBrotliDecompress() : zlib.createUnzip(),
      () => {},
    );
  };
  try {
    yield* names.reduceRight(unpack, stream.Readable.from(body));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^(?:Z_|ERR_BROTLI|ERR__ERROR)/.test(code))
      throw new TransportError('lost', true, 'the answer broke off');
    throw error;
  }
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Whether the first two bytes are those of zlib's format: its method, and a checksum of both bytes. */
const isZlib = (bytes: Buffer) =>
  bytes.length > 1 && (bytes[0] ?? 0) % 16 === 8 && bytes.readUInt16BE(0) % 31 === 0;

function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
