import type { Deps } from '../../../deps.js';
import { UsageError } from '../../../errors.js';

/** Larger images are not sent, in bytes. */
const LARGEST = 20 * 1024 * 1024;

/** How files of the kinds that models take begin. */
const KINDS: readonly (readonly [mime: string, begin: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF.{4}WEBP/s],
];

/** The kind of an image by how it begins; undefined for what is none. */
function imageType(bytes: Uint8Array): string | undefined {
  const begin = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return KINDS.find(([, pattern]) => pattern.test(begin))?.[0];
}

/** A file as a URL that holds it. @throws UsageError for what is no image */
export async function readImage(deps: Deps, file: string): Promise<string> {
  const bytes = await (await deps.machine()).readBytes(file, LARGEST);
  const type = imageType(bytes);
  if (type === undefined)
    throw new UsageError(`--image ${JSON.stringify(file)} is no PNG, JPEG, GIF or WebP`);
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}
