import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AUTOSCALE_DEFAULTS } from '../../src/domain/load/autoscale-types.js';
import { autoscaleDay, autoscalePlot } from '../helpers/autoscale-plot.js';
import { randomFrom, runs, SEED } from '../helpers/chance.js';
import { type Scene, type Simulated, simulate } from '../helpers/simulated-load.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Returns some hours of a load that rises, falls, jumps and rests, with lost lines and outages of the service. */
function sceneOf(seed: number): Scene {
  const random = randomFrom(seed);
  const between = (least: number, most: number) => least + random() * (most - least);
  const durationMs = 3 * HOUR;
  const steps = Array.from({ length: 5 }, () => (random() < 0.2 ? 0 : between(0, 60)));
  const leaps = random() < 0.5;
  const span = (longest: number) => {
    const from = between(0, durationMs);
    return { from, to: from + between(MINUTE, longest) };
  };
  const min = 1 + Math.floor(random() * 2);
  return {
    seed,
    durationMs,
    everyMs: random() < 0.5 ? 30_000 : MINUTE,
    limits: {
      ...AUTOSCALE_DEFAULTS,
      min,
      max: min + Math.floor(random() * 4),
      upWindowMs: between(1, 3) * MINUTE,
      downWindowMs: between(4, 12) * MINUTE,
    },
    replicas: min,
    demand(at) {
      const place = (at / durationMs) * (steps.length - 1);
      const [one = 0, next = 0] = steps.slice(Math.floor(place));
      return leaps ? one : one + (next - one) * (place % 1);
    },
    noise: between(0, 0.4),
    kvPerRequest: between(2, 12),
    mostRunning: random() < 0.3 ? 8 : 256,
    startMs: between(1, 5) * MINUTE,
    gaps: [
      { ...span(20 * MINUTE), of: 'all' },
      { ...span(20 * MINUTE), of: 'first' },
    ],
    outages: [span(10 * MINUTE), span(10 * MINUTE)],
    updatedWhen: random() < 0.5 ? 'accepted' : 'done',
  };
}

/**
 * Returns whether lines of working engines were missing in the window of a change. A gap matters only if the last line
 * before it shows work, because an idle engine is silent anyway.
 */
function isBlind(
  gap: Scene['gaps'][number],
  { at, window, kind }: { at: number; window: number; kind: string },
  { looks, written }: Simulated,
): boolean {
  if (gap.of === 'first' && kind === 'up') return false;
  const before = written.findLast(({ at }) => at < gap.from);
  if (before === undefined || before.demand < 2 * before.replicas) return false;
  const [from, to] = [Math.max(gap.from + MINUTE, at - window), Math.min(gap.to, at)];
  return from < to && looks.some((look) => look.at > from && look.at <= to);
}

/** Returns a sentence for each broken rule of scaling. */
function faultsOf({ limits, gaps, outages, replicas, durationMs }: Scene, simulated: Simulated): string[] {
  const { changes, looks } = simulated;
  const faults: string[] = [];
  let size = replicas;
  let done = Number.NEGATIVE_INFINITY;
  for (const { at, until, from, decision } of changes) {
    const { to = from, kind, reason } = decision;
    const said = `at ${Math.round(at / 1000)} s ${from} → ${to} (${kind}): ${reason}`;
    const window = kind === 'up' ? limits.upWindowMs : limits.downWindowMs;
    const hidden = (span: { from: number; to: number }) => span.from < at && at < span.to;
    if (from !== size) faults.push(`${said}: it had ${size}`);
    if (Math.abs(to - from) !== 1) faults.push(`${said}: more than one at once`);
    if (to < limits.min || to > limits.max) faults.push(`${said}: outside of ${limits.min} to ${limits.max}`);
    if (at < done) faults.push(`${said}: during a change`);
    // A scaling down ends a second after it was accepted, and only the acceptance may be known.
    if (at - done < window - 1000 && done > 0)
      faults.push(`${said}: ${Math.round((at - done) / 1000)} s after a change`);
    if (outages.some(hidden)) faults.push(`${said}: the service did not answer`);
    if (gaps.some((gap) => isBlind(gap, { at, window, kind }, simulated)))
      faults.push(`${said}: lines were missing`);
    size = to;
    done = until;
  }
  if (looks.length < durationMs / (2 * MINUTE)) faults.push('it did not look');
  return faults;
}

test('under any load, scales by one replica at a time, within the limits, and never on missing data', () => {
  let changed = 0;
  for (let count = 0; count < runs(16); count++) {
    const scene = sceneOf(SEED + count);
    const simulated = simulate(scene);
    expect(faultsOf(scene, simulated), `seed ${scene.seed}`).toEqual([]);
    changed += simulated.changes.length;
  }
  expect(changed).toBeGreaterThan(runs(32));
});

test('under a constant load, it settles, and never scales up after it has scaled down', () => {
  for (let count = 0; count < runs(5); count++) {
    const random = randomFrom(SEED + count);
    const level = random() * 50;
    const scene: Scene = { ...sceneOf(SEED + count), demand: () => level, gaps: [], noise: 0.15 * random() };
    const scene4 = { ...scene, replicas: scene.limits.max };
    for (const one of [scene, scene4]) {
      const { changes } = simulate(one);
      const ways = changes.map(({ decision }) => decision.kind).join(' ');
      expect(ways, `seed ${one.seed}, ${one.replicas} replicas at first`).not.toMatch(/down.*up/);
      expect(changes.length).toBeLessThanOrEqual(2 * (one.limits.max - one.limits.min));
    }
  }
});

test('docs/autoscale.svg shows the current result of the simulated day', () => {
  const { changes } = autoscaleDay();
  expect(changes.map(({ from, decision: { to } }) => `${from} → ${to}`).join(', ')).toMatchInlineSnapshot(
    `"1 → 2, 2 → 3, 3 → 4, 4 → 3, 3 → 2, 2 → 3, 3 → 2, 2 → 1, 1 → 2, 2 → 1"`,
  );
  const written = readFileSync(new URL('../../docs/autoscale.svg', import.meta.url), 'utf8');
  expect(written, 'run: npm run docs').toBe(autoscalePlot());
});
