import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import { desiredReplicas } from '../../../src/desired/schedule/schedule.js';
import { memoryFiles } from '../../config/memory.js';
import { LONG_RUN, randomFrom, SEED } from '../../helpers/chance.js';
import { memoryLocks } from '../../helpers/locks.js';
import { bench } from '../../helpers/run.js';

/*
 * Cron starts `apply` every quarter of an hour, a third of the runs is dropped, and the API fails one request in ten,
 * in several ways. The clock changes on 25 October, which has 25 hours. The long run tests the whole month, other runs
 * the days around that date.
 */
const [FROM, DAYS, TO] = LONG_RUN ? ['2026-10-01', 31, '2026-11-01'] : ['2026-10-24', 3, '2026-10-27'];
const START = Date.parse(`${FROM}T00:00:00+02:00`);
const END = Date.parse(`${TO}T00:00:00+01:00`);
const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;

/** The quota suffices for the day or for the night, not for both, so changes that free GPUs must go first. */
const QUOTA = 7;
const FILE = `
zone: at-vie-2
timezone: Europe/Vienna
deployments:
  - name: office
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 1
    inference-engine-params: ["--max-model-len=8192"]
    schedule:
      - { cron: "0 7 * * 1-5", replicas: 3 }
      - { cron: "0 20 * * 1-5", replicas: 0 }
    except:
      - date: 2026-10-26
  - name: batch
    model-name: Qwen/Qwen2.5-7B-Instruct
    gpu-type: gpua5000
    gpu-count: 2
    replicas: 0
    schedule:
      - { cron: "0 20 * * *", replicas: 2 }
      - { cron: "30 6 * * *", replicas: 0 }
    except:
      - { date: 2026-10-17..2026-10-18, replicas: 0 }
  - name: new-york
    model-name: openai/gpt-oss-20b
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 2
    timezone: America/New_York
    schedule:
      - { cron: "15 9 * * 1-5", replicas: 2 }
      - { cron: "45 16 * * 1-5", replicas: 1 }
`;
const FAULTS = ['* /**=503 every 20', '* /**=reset-after every 40', '* /**=503-after every 40'];

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

const predicted = z.object({
  deployments: z.array(z.object({ name: z.string(), gpu_hours: z.object({ total: z.number() }) })),
});

test('every deployment has its size, with a third of the runs dropped and one request in ten failing', async () => {
  const { clock, sandbox, exo, changes } = bench({ quotas: { gpua5000: QUOTA } });
  clock.advance(START - clock.now());
  const options = { files: memoryFiles({ '/f.yaml': FILE }), locks: memoryLocks(clock) };
  const shown = await exo(`schedule show -f f.yaml --days ${DAYS} --at ${FROM}T00:00+02:00 -O json`, options);
  const prediction = predicted.parse(JSON.parse(shown.stdout));

  const desired = parseInferenceFiles([{ name: 'f.yaml', text: FILE }]).deployments;
  const sizesAt = (at: number) =>
    new Map(desired.map((one) => [one.name, desiredReplicas(one, new Date(at)).replicas]));
  const random = randomFrom(SEED);
  const seen = new Map<string, string | undefined>();
  const runs: number[] = [];
  let unpunctual = 0;
  sandbox.failNext(...FAULTS);
  for (let quarter = START; quarter < END; quarter += QUARTER_MS) {
    if (quarter > START && random() < 1 / 3) continue;
    clock.advance(Math.max(0, quarter - clock.now()));
    runs.push(quarter);
    const { code, stdout, stderr } = await exo('apply -f f.yaml -Q', options);
    if (clock.now() >= quarter + QUARTER_MS) unpunctual++;

    // Every deployment has its desired size; none exists twice, and none was created again.
    const sizes = sizesAt(quarter);
    const there = sandbox.deployments();
    for (const { name, id } of there) seen.set(name, seen.get(name) ?? id);
    const wanted = [...sizes].filter(([name, size]) => size > 0 || seen.has(name));
    const is = there.map(({ name, id, replicas, state }) => ({ name, id, replicas, state }));
    const should = wanted.map(([name, replicas]) => ({ name, id: seen.get(name), replicas, state: 'ready' }));
    expect({ code, stdout, is: is.sort(byName) }, `${new Date(quarter).toISOString()} ${stderr}`).toEqual({
      code: 0,
      stdout: '',
      is: should.sort(byName),
    });
  }
  clock.advance(END - clock.now());
  expect(unpunctual).toBe(0);
  expect(changes().filter((change) => change.startsWith('DELETE'))).toEqual([]);

  for (const { name, gpu_hours: hours } of prediction.deployments) {
    const gpuCount = desired.find((one) => one.name === name)?.['gpu-count'] ?? 0;
    // Between two runs the size of the earlier one holds. All changes are due at full quarters, so a dropped run delays
    // a change by at most the time since the previous run, less the quarter that would have passed anyway.
    let held = 0;
    let moved = 0;
    for (const [i, at] of runs.entries()) {
      const size = sizesAt(at).get(name) ?? 0;
      held += (size * gpuCount * ((runs[i + 1] ?? END) - at)) / HOUR_MS;
      const before = runs[i - 1];
      if (before === undefined) continue;
      const change = Math.abs(size - (sizesAt(before).get(name) ?? 0)) * gpuCount;
      moved += (change * (at - before - QUARTER_MS)) / HOUR_MS;
    }
    expect(Math.abs(held - hours.total), name).toBeLessThanOrEqual(moved);
    // Allow 3 minutes in the month for the retries within runs.
    expect(sandbox.gpuHours(seen.get(name) ?? ''), name).toBeCloseTo(held, 1);
  }
  const failed = sandbox.requests.filter(({ fault }) => fault !== undefined).length;
  expect(runs.length / ((END - START) / QUARTER_MS)).toBeCloseTo(2 / 3, 1);
  expect(failed / sandbox.requests.length).toBeCloseTo(0.1, 2);
});
