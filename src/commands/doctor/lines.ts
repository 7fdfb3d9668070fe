import { Chalk } from 'chalk';
import type { Style } from '../../output/view.js';
import { visible } from '../../output/visible.js';
import type { Finding, Status } from './finding.js';

const MARKS: Readonly<Record<Status, string>> = { ok: '✓', warn: '!', fail: '✗', skip: '·' };
/** The worst first. */
const STATUSES: readonly Status[] = ['fail', 'warn', 'ok', 'skip'];

/** The steps to one zone, which make one line. */
const STEPS: Readonly<Record<string, string>> = { proxy: 'proxy', dns: 'DNS', tls: 'TLS', api: 'API' };

interface Line {
  label: string;
  status: Status;
  text: string;
  hints: string[];
}

/** A line for each check, one for all steps to a zone, hints below; aligned, marked, coloured where it may be. */
export function findingLines(findings: readonly Finding[], style: Style): string {
  const lines: Line[] = [];
  for (let rest = findings; rest.length > 0; ) {
    const count = stepsAt(rest);
    lines.push(count > 0 ? zoneLine(rest.slice(0, count)) : single(rest[0]));
    rest = rest.slice(Math.max(count, 1));
  }
  const width = Math.max(0, ...lines.map(({ label }) => label.length));
  const chalk = new Chalk({ level: style.colour });
  const paint = { ok: chalk.green, warn: chalk.yellow, fail: chalk.red, skip: chalk.dim };
  const indent = ' '.repeat(width + 4);
  return lines
    .map(({ label, status, text, hints }) => {
      const head = `${paint[status](MARKS[status])} ${label.padEnd(width)}  ${visible(text)}\n`;
      return head + hints.map((hint) => `${indent}${chalk.dim(visible(hint))}\n`).join('');
    })
    .join('');
}

/** How many of the first findings are steps to the same place. */
function stepsAt(findings: readonly Finding[]): number {
  const zone = findings[0]?.zone;
  const end = findings.findIndex((finding) => STEPS[finding.check] === undefined || finding.zone !== zone);
  return end < 0 ? findings.length : end;
}

function zoneLine(steps: readonly Finding[]): Line {
  const status = STATUSES.find((worst) => steps.some((step) => step.status === worst)) ?? 'ok';
  const bad = steps.filter((step) => step.status === 'fail');
  const shown = bad.length > 0 ? bad : steps;
  const zone = steps[0]?.zone;
  return {
    label: zone ? `zone ${zone}` : 'endpoint',
    status,
    text: shown.map(({ check, detail }) => `${STEPS[check]}: ${detail}`).join('; '),
    hints: shown.flatMap(hintsOf),
  };
}

function single(finding: Finding | undefined): Line {
  if (!finding) return { label: '', status: 'skip', text: '', hints: [] };
  const { check, status, detail } = finding;
  const [label = '', object] = check.split(/:(.*)/s);
  return { label, status, text: object ? `${object}: ${detail}` : detail, hints: hintsOf(finding) };
}

const hintsOf = ({ hint }: Finding) => hint?.split('\n') ?? [];
