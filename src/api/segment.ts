import { ExoError } from '../errors.js';

/**
 * One segment of a path, percent-encoded. What the API calls an ID may be anything, and dots alone would climb out
 * of the path even when encoded.
 * @throws ExoError unexpected for an ID that cannot be one
 */
export function segment(id: string): string {
  if (/^\.{0,2}$/.test(id)) throw new ExoError('unexpected', `${JSON.stringify(id)} cannot be an ID`);
  return encodeURIComponent(id);
}
