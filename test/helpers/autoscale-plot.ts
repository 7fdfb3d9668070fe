import { AUTOSCALE_DEFAULTS } from '../../src/domain/load/autoscale-types.js';
import { type Simulated, simulate } from './simulated-load.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WIDTH = 960;
const LEFT = 50;
const RIGHT = 20;
const MOST = 4;

const GAPS = [{ from: 10 * HOUR, to: 10.75 * HOUR, of: 'all' as const }];
const OUTAGES = [{ from: 16.5 * HOUR, to: 17.25 * HOUR }];

/**
 * A simulated working day: load in the morning and the afternoon, a lunch break, a burst at night. Log lines are lost
 * once, and the service is unavailable once.
 */
export function autoscaleDay(): Simulated {
  const hump = (at: number, middle: number, width: number) =>
    Math.exp(-(((at / HOUR - middle) / width) ** 2));
  return simulate({
    ...{
      seed: 7,
      durationMs: DAY,
      everyMs: MINUTE,
      replicas: 1,
      limits: { min: 1, max: MOST, ...AUTOSCALE_DEFAULTS },
    },
    demand: (at) => 42 * hump(at, 10.5, 2.2) + 30 * hump(at, 15.5, 1.8) + 25 * hump(at, 21.5, 0.35),
    noise: 0.25,
    kvPerRequest: 6,
    mostRunning: 256,
    startMs: 4 * MINUTE,
    updatedWhen: 'done',
    gaps: GAPS,
    outages: OUTAGES,
  });
}

/** The day of `autoscaleDay` as an SVG: the requests, the replicas, and the requests that waited. */
export function autoscalePlot(): string {
  const { looks, changes } = autoscaleDay();
  const x = (at: number) => (LEFT + (at / DAY) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const band = (top: number, height: number, most: number) => (value: number) =>
    (top + height - (Math.min(value, most) / most) * height).toFixed(1);
  const load = band(40, 150, 60);
  const size = band(230, 110, MOST + 0.4);
  const line = (points: string[]) => `M${points.join('L')}`;
  const demand = line(looks.map(({ at, demand: requests }) => `${x(at)},${load(requests)}`));
  const waiting = `M${x(0)},${load(0)}L${looks.map(({ at, waiting: some }) => `${x(at)},${load(some)}`).join('L')}L${x(DAY)},${load(0)}Z`;
  const steps = [`${x(0)},${size(1)}`];
  let before = 1;
  for (const { at, decision } of changes) {
    steps.push(`${x(at)},${size(before)}`, `${x(at)},${size(decision.to ?? before)}`);
    before = decision.to ?? before;
  }
  steps.push(`${x(DAY)},${size(before)}`);
  const shade = ({ from, to }: { from: number; to: number }, said: string) =>
    `<rect x="${x(from)}" y="40" width="${(Number(x(to)) - Number(x(from))).toFixed(1)}" height="300" fill="#d0d7de" opacity=".6"/><text x="${x((from + to) / 2)}" y="32" text-anchor="middle">${said}</text>`;
  const hours = [0, 3, 6, 9, 12, 15, 18, 21, 24].map(
    (hour) => `<text x="${x(hour * HOUR)}" y="358" text-anchor="middle">${hour}:00</text>`,
  );
  const rungs = [1, 2, 3, 4].map(
    (count) =>
      `<path d="M${LEFT},${size(count)}H${WIDTH - RIGHT}" stroke="#d0d7de"/><text x="${LEFT - 8}" y="${Number(size(count)) + 4}" text-anchor="end">${count}</text>`,
  );
  const levels = [0, 20, 40, 60].map(
    (count) =>
      `<path d="M${LEFT},${load(count)}H${WIDTH - RIGHT}" stroke="#d0d7de"/><text x="${LEFT - 8}" y="${Number(load(count)) + 4}" text-anchor="end">${count}</text>`,
  );
  const marks = changes.map(
    ({ at, decision, from }) =>
      `<circle cx="${x(at)}" cy="${size(decision.to ?? from)}" r="3.5" fill="#0969da"><title>${from} → ${decision.to}: ${decision.reason}</title></circle>`,
  );
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 370" font-family="sans-serif" font-size="12" fill="#57606a">`,
    '<title>A simulated day under deployment autoscale --min 1 --max 4</title>',
    `<rect width="${WIDTH}" height="370" fill="#ffffff"/>`,
    ...[...levels, ...rungs, ...hours],
    shade(GAPS[0] ?? { from: 0, to: 0 }, 'lines lost'),
    shade(OUTAGES[0] ?? { from: 0, to: 0 }, 'answers 503'),
    `<text x="${LEFT}" y="16">requests at once (line), and of these waiting (area)</text>`,
    `<path d="${demand}" fill="none" stroke="#8c959f"/>`,
    `<path d="${waiting}" fill="#cf222e"/>`,
    `<text x="${LEFT}" y="218">replicas; each change a dot</text>`,
    `<path d="${line(steps)}" fill="none" stroke="#0969da" stroke-width="2"/>`,
    ...marks,
    '</svg>',
  ].join('\n')}\n`;
}
