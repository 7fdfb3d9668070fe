import { parseDuration } from '../domain/duration.js';
import { likely } from '../domain/likely.js';
import { KNOWN_ZONES } from '../domain/zones.js';
import { OUTPUT_FORMATS, type OutputFormat } from '../output/view.js';

/** A setting and where it comes from, in words: `flag --zone`, `EXOSCALE_ZONE`, `account prod in …`. */
export interface Found {
  value: string;
  from: string;
}

/** The first of the candidates that is there; nothing and empty texts are passed over. */
export function firstOf(...candidates: [value: string | undefined, from: string][]): Found | undefined {
  for (const [value, from] of candidates) if (value) return { value, from };
  return undefined;
}

/** Each check answers the value, or adds a sentence to `problems`, so that all of them are told at once. */
type Check<T> = (found: Found, problems: string[]) => T | undefined;

/** A zone's name becomes part of a host's: nothing may stand in it that would lead to another host. */
export const checkZone: Check<string> = ({ value, from }, problems) => {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)) return value;
  problems.push(
    `${from} is ${JSON.stringify(value)}, which is not a zone's name like ${likely(value, KNOWN_ZONES)[0] ?? 'ch-dk-2'}`,
  );
  return undefined;
};

/** An absolute http or https URL, without the trailing slashes. Not quoted: it could hold a password. */
export const checkEndpoint: Check<string> = ({ value, from }, problems) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const about = `the endpoint from ${from}`;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    problems.push(`${about} is not a URL like https://api-ch-dk-2.exoscale.com/v2`);
  } else if (url.username || url.password || url.search || url.hash) {
    problems.push(`${about} may have neither user name, password, query nor fragment`);
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

/** Milliseconds; negative for no timeout. Zero would end every call before it began. */
export const checkTimeout: Check<number> = ({ value, from }, problems) => {
  try {
    const ms = parseDuration(value);
    if (ms !== 0) return ms;
    problems.push(`${from} is 0: give a duration like 15s, or -1s for none`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push(`${from}: ${error.message}`);
  }
  return undefined;
};

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What HTTP can carry in a value (RFC 9110, 5.5): no control characters but the tab, no character beyond a byte. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What the client itself must say of a request; anything else there would break or betray it. */
const OURS = ['authorization', 'connection', 'content-length', 'content-type', 'host', 'transfer-encoding'];

/**
 * The problems of an account's customHeaders, which go unsigned with every request. Values are not quoted: a header
 * can hold a token.
 */
export function headerProblems(headers: Readonly<Record<string, string>>, from: string): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const header = `customHeaders of ${from}: ${JSON.stringify(name)}`;
    if (!HEADER_NAME.test(name)) return [`${header} is not a header's name`];
    if (OURS.includes(name.toLowerCase())) return [`${header} cannot be set, the client sets it itself`];
    return HEADER_VALUE.test(value)
      ? []
      : [`${header} has a line feed or another character a header cannot have`];
  });
}
