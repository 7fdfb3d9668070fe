import { MINUTE_MS } from '../../domain/duration.js';
import { didYouMean, likely } from '../../domain/likely.js';
import { offsetAt } from './zone-clock.js';

/**
 * A place for each abbreviation of a clock, where people who write it may be. Intl takes some abbreviations for zones.
 */
const MEANT = new Map(
  Object.entries({
    'America/New_York': ['EST', 'EST5EDT', 'EDT'],
    'America/Chicago': ['CST', 'CST6CDT', 'CDT'],
    'America/Denver': ['MST', 'MST7MDT', 'MDT'],
    'America/Los_Angeles': ['PST', 'PST8PDT', 'PDT'],
    'Pacific/Honolulu': ['HST'],
    'America/Halifax': ['AST'],
    'America/St_Johns': ['NST'],
    'Europe/Vienna': ['CET', 'CEST', 'MEZ', 'MESZ'],
    'Europe/Berlin': ['MET'],
    'Europe/Helsinki': ['EET', 'EEST'],
    'Europe/Lisbon': ['WET', 'WEST'],
    'Europe/London': ['BST', 'GMT'],
    'Europe/Moscow': ['MSK'],
    'Asia/Kolkata': ['IST'],
    'Asia/Tokyo': ['JST'],
    'Asia/Singapore': ['SGT'],
    'Asia/Hong_Kong': ['HKT'],
    'Australia/Sydney': ['AEST', 'AEDT'],
    'Pacific/Auckland': ['NZST', 'NZDT'],
  }).flatMap(([place, names]) => names.map((name) => [name, place] as const)),
);
/** Other abbreviations that Intl takes for zones; nobody is likely to write them. */
const OTHERS = /^(ACT|AET|AGT|ART|BET|CAT|CNT|CTT|EAT|ECT|IET|MIT|NET|PLT|PNT|PRT|SST|VST)$/;

/** A place whose clock an abbreviation may mean; undefined if the text is no such abbreviation. */
function placeMeant(timezone: string): string | undefined {
  return MEANT.get(timezone.trim().toUpperCase());
}

const JANUARY = Date.parse('2027-01-15T00:00:00Z') / MINUTE_MS;
const JULY = Date.parse('2027-07-15T00:00:00Z') / MINUTE_MS;

/**
 * What is wrong with the name of a time zone; undefined if nothing is. Offsets (`+02:00`) are refused, because they
 * know no clock changes.
 */
export function timeZoneProblem(timezone: string): string | undefined {
  if (/^[A-Za-z]/.test(timezone)) {
    try {
      offsetAt(timezone, JANUARY);
      return undefined;
    } catch {
      // Intl knows no such zone, which is reported below.
    }
  }
  const place = placeMeant(timezone);
  const meant =
    place === undefined
      ? didYouMean(likelyTimeZones(timezone))
      : `an abbreviation is not a place: write the place whose clock you mean, such as ${place}`;
  return `unknown time zone ${JSON.stringify(timezone)}: ${meant ?? 'an IANA name is needed, such as Europe/Vienna or UTC'}`;
}

/** No name of a time zone is longer. */
const LONGEST_NAME = 64;
const cityOf = (timezone: string) => timezone.slice(timezone.lastIndexOf('/') + 1);

/**
 * Zones of the city that was typed, or of one that is spelt almost like it. A text with digits, such as `UTC+1`, names
 * none.
 */
function likelyTimeZones(typed: string): string[] {
  if (typed.length > LONGEST_NAME || /\d/.test(typed)) return [];
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  const city = cityOf(typed).trim();
  const same = zones.filter((zone) => cityOf(zone) === city);
  if (same.length > 0) return same;
  const meant = likely(city, zones.map(cityOf));
  return zones.filter((zone) => meant.includes(cityOf(zone)));
}

/**
 * A remark on a known time zone that may not be the one that was meant: abbreviations name no place, and `Etc/GMT+5` is
 * behind UTC. undefined for any other.
 */
export function timeZoneRemark(timezone: string): string | undefined {
  const name = timezone.toUpperCase();
  const shown = JSON.stringify(timezone);
  const [winter, summer] = [offsetAt(timezone, JANUARY), offsetAt(timezone, JULY)];
  if (/^ETC\/GMT[+-]\d/.test(name) && winter !== 0)
    return `${shown} is ${offsetText(winter)} all year: the sign in its name is reversed`;
  const place = placeMeant(timezone);
  if (place === undefined && !OTHERS.test(name)) return undefined;
  const read =
    winter === summer
      ? `${offsetText(winter)} all year`
      : `${offsetText(winter)} in January and ${offsetText(summer)} in July`;
  const example = place === undefined ? '' : `, such as ${place}`;
  return `${shown} is an abbreviation, read as ${read}: write the place whose clock you mean${example}`;
}

function offsetText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}
