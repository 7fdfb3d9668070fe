import { Chalk } from 'chalk';
import { wrapProse } from '../../output/prose.js';
import type { Style } from '../../output/view.js';
import { visible } from '../../output/visible.js';
import type { Finding, Status } from './finding.js';

const MARKS: Readonly<Record<Status, string>> = { ok: '✓', warn: '!', fail: '✗', skip: '·' };
const ASCII_MARKS: Readonly<Record<Status, string>> = { ok: '+', warn: '!', fail: 'x', skip: '-' };
/** All statuses, the worst first. */
const STATUSES: readonly Status[] = ['fail', 'warn', 'ok', 'skip'];

/** The checks that are steps on the way to a zone, with their labels. They share a line. */
const STEPS: Readonly<Record<string, string>> = { proxy: 'proxy', dns: 'DNS', tls: 'TLS', api: 'API' };

interface Line {
  label: string;
  status: Status;
  text: string;
  hints: string[];
}

/**
 * The findings as aligned lines with marks: one line for each kind of check if it is well, else all its findings with
 * hints below, a hint that several lines have in a row below the last of them. Lines are wrapped on a terminal.
 * @param verbose prints every finding in full
 */
export function findingLines(findings: readonly Finding[], style: Style, verbose: boolean): string {
  const lines = verbose ? inFull(findings) : inShort(findings);
  const labels = Math.max(0, ...lines.map(({ label }) => label.length));
  const chalk = new Chalk({ level: style.colour });
  const marks = style.terminal && style.ascii ? ASCII_MARKS : MARKS;
  const paint = { ok: chalk.green, warn: chalk.yellow, fail: chalk.red, skip: chalk.dim };
  const indent = ' '.repeat(labels + 4);
  const columns = style.terminal ? style.width : undefined;
  const below = (text: string) => wrapProse(visible(text), columns, indent);
  return lines
    .map(({ label, status, text, hints }, at) => {
      const head = `${paint[status](marks[status])} ${label.padEnd(labels)}  `;
      const isRepeated = lines[at + 1]?.hints.join('\n') === hints.join('\n');
      const hintLines = isRepeated ? [] : hints.map((hint) => `${chalk.dim(below(hint))}\n`);
      return `${head}${below(text).slice(indent.length)}\n${hintLines.join('')}`;
    })
    .join('');
}

/** A line for each finding; the steps to one zone share a line. */
function inFull(findings: readonly Finding[]): Line[] {
  return placesOf(findings).map((steps) => (isStep(steps[0]) ? zoneLine(steps) : single(steps[0])));
}

/** A single finding, or all steps to the same zone or endpoint. */
type Place = [Finding, ...Finding[]];

function placesOf(findings: readonly Finding[]): Place[] {
  const places: Place[] = [];
  for (const finding of findings) {
    const last = places.at(-1);
    if (last && isStep(finding) && isStep(last[0]) && last[0].zone === finding.zone) last.push(finding);
    else places.push([finding]);
  }
  return places;
}

const isStep = ({ check }: Finding) => STEPS[check] !== undefined;
const isWell = (place: Place) => place.every(({ status }) => status === 'ok' || status === 'skip');

/** Like `inFull`, but all places of one kind that are well share a line, where the first of them would be. */
function inShort(findings: readonly Finding[]): Line[] {
  const places = placesOf(findings);
  return places.flatMap((place) => {
    const kind = kindOf(place);
    if (!kind) return inFull(place);
    const [first, ...others] = places.filter((other) => kindOf(other) === kind);
    return first === place ? [SUMMARIES[kind]([first, ...others])] : [];
  });
}

function kindOf(place: Place): keyof typeof SUMMARIES | undefined {
  const [first] = place;
  if (!isWell(place)) return undefined;
  if (isStep(first)) return first.zone === undefined ? 'endpoint' : 'zones';
  const [kind] = first.check.split(':');
  return kind === 'permission' || kind === 'quota' ? kind : undefined;
}

/** All places of one kind that are well; at least one. */
type Alike = [Place, ...Place[]];

const SUMMARIES = {
  endpoint: (places: Alike) => ok('endpoint', `answers within ${slowest(places)} ms`),
  zones(places: Alike) {
    const [[{ zone }], ...others] = places;
    return others.length === 0
      ? ok(`zone ${zone}`, `answers within ${slowest(places)} ms`)
      : ok('zones', `${places.length} zones answer within ${slowest(places)} ms`);
  },
  permission(places: Alike) {
    const allowed = places.flat().filter(({ status }) => status === 'ok').length;
    if (allowed === 0) return single(places[0][0]);
    const reads = allowed === 1 ? '1 read operation is' : `${allowed} read operations are`;
    return ok('permission', `${reads} allowed; operations that change something were not tried`);
  },
  quota(places: Alike) {
    const granted = places.flat().flatMap(({ short }) => short ?? []);
    return granted.length > 0 ? ok('quota', `GPUs used: ${granted.join(', ')}`) : single(places[0][0]);
  },
};

const ok = (label: string, text: string): Line => ({ label, status: 'ok', text, hints: [] });

const slowest = (places: readonly Place[]) => Math.max(0, ...places.flat().map(({ tookMs = 0 }) => tookMs));

function zoneLine(steps: Place): Line {
  const status = STATUSES.find((worst) => steps.some((step) => step.status === worst)) ?? 'ok';
  const bad = steps.filter((step) => step.status === 'fail' || step.status === 'warn');
  const shown = bad.length > 0 ? bad : steps;
  const { zone } = steps[0];
  return {
    label: zone ? `zone ${zone}` : 'endpoint',
    status,
    text: shown.map(({ check, detail }) => `${STEPS[check]}: ${detail}`).join('; '),
    hints: shown.flatMap(hintsOf),
  };
}

function single(finding: Finding): Line {
  const { check, status, detail } = finding;
  const [label = '', object] = check.split(/:(.*)/s);
  return { label, status, text: object ? `${object}: ${detail}` : detail, hints: hintsOf(finding) };
}

const hintsOf = ({ hint }: Finding) => hint?.split('\n') ?? [];
