import { readDuration } from '../domain/duration.js';
import { KNOWN_ZONES } from '../domain/known-zones.js';
import { likely } from '../domain/likely.js';
import { OUTPUT_FORMATS, type OutputFormat } from '../output/view.js';

/** A setting and where it comes from, in words: `flag --zone`, `EXOSCALE_ZONE`, `account prod in …`. */
export interface Found {
  value: string;
  from: string;
}

/** The first candidate that is set. Undefined and empty texts are skipped. */
export function firstOf(...candidates: [value: string | undefined, from: string][]): Found | undefined {
  for (const [value, from] of candidates) if (value) return { value, from };
  return undefined;
}

/** A check returns the value, or adds a sentence to `problems`, so that all problems are reported at once. */
type Check<T> = (found: Found, problems: string[]) => T | undefined;

/** Checks the name of a zone: a part of a host name, so nothing in it may lead to another host. */
export const checkZone: Check<string> = ({ value, from }, problems) => {
  const problem = zoneProblem(value);
  if (problem === undefined) return value;
  problems.push(`${from} ${problem}`);
  return undefined;
};

/** Why a text cannot be the name of a zone, in words that follow what named it; undefined if it can be one. */
export function zoneProblem(text: string): string | undefined {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) return undefined;
  const example = likely(text, KNOWN_ZONES)[0] ?? 'ch-dk-2';
  return `is ${JSON.stringify(text)}, which is not a zone's name like ${example}`;
}

/**
 * Checks an absolute http or https URL, and removes trailing slashes. The problem does not quote it: it may hold a
 * password.
 */
export const checkEndpoint: Check<string> = ({ value, from }, problems) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const about = `the endpoint from ${from}`;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    problems.push(`${about} is not a URL like https://api-ch-dk-2.exoscale.com/v2`);
  } else if (url.username || url.password || url.search || url.hash) {
    problems.push(`${about} must not have a user name, password, query or fragment`);
  } else return value.replace(/\/+$/, '');
  return undefined;
};

export const checkOutputFormat: Check<OutputFormat> = ({ value, from }, problems) => {
  const format = OUTPUT_FORMATS.find((candidate) => candidate === value);
  if (format === undefined) {
    problems.push(
      `${from}: output format ${JSON.stringify(value)} is not one of ${OUTPUT_FORMATS.join(', ')}`,
    );
  }
  return format;
};

/** Checks a time limit: milliseconds, negative for no limit. Zero would end every call before it began. */
export const checkTimeout: Check<number> = ({ value, from }, problems) => {
  const ms = readDuration(value);
  if (typeof ms === 'number' && ms !== 0) return ms;
  problems.push(ms === 0 ? `${from} is 0: give a duration like 15s, or -1s for none` : `${from}: ${ms}`);
  return undefined;
};
