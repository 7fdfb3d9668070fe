import { ExoError } from '../errors.js';

/**
 * One segment of a path, percent-encoded. What the API calls an ID may be anything: dots alone would climb out of the
 * path even when encoded, and half a surrogate pair cannot be encoded.
 * @throws ExoError unexpected for an ID that cannot be one
 */
export function segment(id: string): string {
  if (/^\.{0,2}$|\p{Cs}/u.test(id)) throw new ExoError('unexpected', `${JSON.stringify(id)} cannot be an ID`);
  return encodeURIComponent(id);
}
