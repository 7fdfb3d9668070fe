import { MINUTE_MS } from '../../domain/duration.js';
import { offsetAt } from './zone-clock.js';

/** Abbreviations that Intl takes for zones, with a place where people who write them may be. */
const PLACES: Readonly<Record<string, string>> = {
  EST: 'America/New_York',
  EST5EDT: 'America/New_York',
  CST: 'America/Chicago',
  CST6CDT: 'America/Chicago',
  MST: 'America/Denver',
  MST7MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PST8PDT: 'America/Los_Angeles',
  HST: 'Pacific/Honolulu',
  AST: 'America/Halifax',
  CET: 'Europe/Vienna',
  MET: 'Europe/Berlin',
  EET: 'Europe/Helsinki',
  WET: 'Europe/Lisbon',
  BST: 'Europe/London',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  NST: 'America/St_Johns',
};
/** The same for those that nobody is likely to write. */
const OTHERS = /^(ACT|AET|AGT|ART|BET|CAT|CNT|CTT|EAT|ECT|IET|MIT|NET|PLT|PNT|PRT|SST|VST)$/;

/** Abbreviations that Intl does not know, most of them of a summer's clock. */
const UNKNOWN = new Map([
  ...['CEST', 'MEZ', 'MESZ'].map((name) => [name, 'Europe/Vienna'] as const),
  ...['AEST', 'AEDT'].map((name) => [name, 'Australia/Sydney'] as const),
  ...['NZST', 'NZDT'].map((name) => [name, 'Pacific/Auckland'] as const),
  ['EDT', 'America/New_York'],
  ['CDT', 'America/Chicago'],
  ['MDT', 'America/Denver'],
  ['PDT', 'America/Los_Angeles'],
  ['EEST', 'Europe/Helsinki'],
  ['WEST', 'Europe/Lisbon'],
  ['MSK', 'Europe/Moscow'],
  ['SGT', 'Asia/Singapore'],
  ['HKT', 'Asia/Hong_Kong'],
]);

/** A place whose clock is meant by an abbreviation that is no time zone. */
export function placeMeant(timezone: string): string | undefined {
  return UNKNOWN.get(timezone.trim().toUpperCase());
}

const JANUARY = Date.parse('2027-01-15T00:00:00Z') / MINUTE_MS;
const JULY = Date.parse('2027-07-15T00:00:00Z') / MINUTE_MS;

/** What of a known time zone may not be what was meant: abbreviations name no place, and `Etc/GMT+5` is behind UTC. */
export function timeZoneRemark(timezone: string): string | undefined {
  const name = timezone.toUpperCase();
  const shown = JSON.stringify(timezone);
  const [winter, summer] = [offsetAt(timezone, JANUARY), offsetAt(timezone, JULY)];
  if (/^ETC\/GMT[+-]\d/.test(name) && winter !== 0)
    return `${shown} is ${offsetText(winter)} all year, the sign in its name being turned round`;
  const place = PLACES[name];
  if (place === undefined && !OTHERS.test(name)) return undefined;
  const read =
    winter === summer
      ? `${offsetText(winter)} all year`
      : `${offsetText(winter)} in January and ${offsetText(summer)} in July`;
  const example = place === undefined ? '' : `, such as ${place}`;
  return `${shown} is an abbreviation, read as ${read}: write the place whose clock is meant${example}`;
}

function offsetText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}
