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
  const codings = coding
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((name) => name !== '' && name !== 'identity');
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
