import { MAX_BODY_BYTES, TransportError } from './transport.js';

/** An answer in more wrappings than this is not meant to be read. */
const MOST_CODINGS = 4;

/**
 * The text of an answer's body. Nobody asks for packed answers, but what stands between may pack all the same: gzip,
 * deflate and Brotli are undone, also where no header tells of gzip. What is not packed as its header says stays as it
 * is. A byte order mark is no part of the text.
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
        // Meant is zlib's format, but the bare one is as common.
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

/** The first two bytes of zlib's format: its method, and a checksum of both. */
const isZlib = (bytes: Buffer) =>
  bytes.length > 1 && (bytes[0] ?? 0) % 16 === 8 && bytes.readUInt16BE(0) % 31 === 0;

function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
