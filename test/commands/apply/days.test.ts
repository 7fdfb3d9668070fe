import { expect, test } from 'vitest';
import type { Transport } from '../../../src/api/http/transport.js';
import type { LogEntry } from '../../../src/schemas/deployment.js';
import { CONFIG, memoryFiles } from '../../config/memory.js';
import { LONG_RUN, randomFrom, SEED } from '../../helpers/chance.js';
import { memoryLocks } from '../../helpers/locks.js';
import { bench, sandboxTransport } from '../../helpers/run.js';
import { type Answer, lying } from '../../helpers/service.js';

/*
 * Cron starts `apply` every quarter of an hour with a file of two organizations, in which a schedule, idleness and the
 * load decide. Meanwhile the load changes, engines restart with logs that begin anew or under another node, people
 * scale and delete, and requests fail. Every decision is compared with the load that the engines really had.
 */
const HOURS = LONG_RUN ? 96 : 12;
const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** Thursday, 1 October, midnight in Vienna. */
const START = Date.parse('2026-10-01T00:00:00+02:00');
const IDLE_AFTER = 30 * MINUTE;
/** How long an engine takes to restart. */
const RESTART = 2 * MINUTE;
/** How many requests a replica of the sandbox works on at once. */
const SEATS = 8;

const ORGANIZATIONS = ['prod', 'lab'] as const;
type Organization = (typeof ORGANIZATIONS)[number];
const TOML = ORGANIZATIONS.map(
  (name) =>
    `[[accounts]]\nname = "${name}"\nkey = "EXO-${name}"\nsecret = "s-${name}"\nendpoint = "https://${name}.example/v2"\n`,
).join('');
const PLACES: Record<string, Organization> = { office: 'prod', lazy: 'prod', auto: 'lab', sleepy: 'lab' };
const NAMES = Object.keys(PLACES);
const FILE = `
zone: at-vie-2
timezone: Europe/Vienna
defaults: { account: prod }
deployments:
  - { name: office, replicas: 0, ENGINE, schedule: [{ from: "07:00", to: "20:00", replicas: 3 }] }
  - { name: lazy, replicas: 1, idle: { after: 30m }, ENGINE, schedule: [{ cron: "0 7 * * *", replicas: 2 }] }
  - { name: auto, account: lab, autoscale: { min: 1, max: 4 }, ENGINE }
  - { name: sleepy, account: lab, replicas: 2, idle: { after: 30m }, ENGINE }
`.replaceAll('ENGINE', 'model-name: mistralai/Mistral-7B-Instruct-v0.3, gpu-type: gpua5000, gpu-count: 1');
const FAULTS: [string, ...string[]] = [
  'GET /ai/deployment=503 x9',
  'GET /ai/deployment/*=503 x9',
  'GET /ai/deployment/*/logs=503 x9',
  'POST /ai/deployment/{id}/scale=503-after',
  'POST /ai/deployment/{id}/scale=operation-failure',
  'POST /ai/deployment=reset-after',
];

interface Restart {
  at: number;
  how: 'forgets' | 'moves';
}

/** The log lines after an engine has restarted, on all nodes. */
function restarted(lines: readonly LogEntry[], { at, how }: Restart, now: number): LogEntry[] {
  const timeOf = ({ time }: LogEntry) => Date.parse(time);
  const isBefore = (line: LogEntry) => timeOf(line) < at;
  const kept = lines.filter((line) => (isBefore(line) ? how === 'moves' : timeOf(line) >= at + RESTART));
  const nodes = [...new Set(lines.filter(isBefore).map(({ node }) => node))];
  const moved = (node: string) => (how === 'moves' ? `${node}-moved` : node);
  const told = nodes.flatMap((node) =>
    [
      [at, 'INFO Starting to load model'],
      [at + RESTART, 'INFO:     Application startup complete.'],
    ].map(([time = 0, message]) => ({
      time: new Date(time).toISOString(),
      node: moved(node),
      message: String(message),
    })),
  );
  return [
    ...kept.map((line) => (isBefore(line) ? line : { ...line, node: moved(line.node) })),
    ...told.filter((line) => timeOf(line) <= now),
  ].sort((a, b) => timeOf(a) - timeOf(b));
}

/** Both organizations, and the true load of their deployments. */
function world() {
  const organization = (name: Organization, letter: string): Parameters<typeof bench>[0] => {
    let made = 0;
    return {
      credentials: [{ key: `EXO-${name}`, secret: `s-${name}` }],
      idSource: () => `00000000-0000-4000-8${letter}00-${String(++made).padStart(12, '0')}`,
      quotas: { gpua5000: 20 },
    };
  };
  const prod = bench(organization('prod', 'a'));
  const { clock } = prod;
  clock.advance(START - clock.now());
  const benches = { prod, lab: bench({ clock, ...organization('lab', 'b') }) };
  const boxOf = (name: string) => benches[PLACES[name] ?? 'prod'].sandbox;
  const there = (name: string) =>
    boxOf(name)
      .deployments('at-vie-2')
      .filter((one) => one.name === name);
  const restarts = new Map<string, Restart>();
  const rewritten: Answer = async (request, ask) => {
    const [, id] = /\/ai\/deployment\/([0-9a-f-]{36})\/logs/.exec(request.url) ?? [];
    const restart = id === undefined ? undefined : restarts.get(id);
    if (!restart) return undefined;
    const answer = await ask(request);
    if (answer.status !== 200) return answer;
    const { logs }: { logs: LogEntry[] } = JSON.parse(answer.body);
    return { ...answer, body: JSON.stringify({ logs: restarted(logs, restart, clock.now()) }) };
  };
  const inner = { prod: sandboxTransport(benches.prod.sandbox), lab: sandboxTransport(benches.lab.sandbox) };
  const sent: { name: string; replicas: number }[] = [];
  const transport: Transport = {
    async send(request) {
      const of = new URL(request.url).hostname === 'lab.example' ? 'lab' : 'prod';
      const [, id] = /\/ai\/deployment\/([0-9a-f-]{36})\/scale/.exec(request.url) ?? [];
      const scaled = NAMES.find((name) => there(name).some((one) => one.id === id));
      if (scaled) sent.push({ name: scaled, replicas: JSON.parse(request.body ?? '{}').replicas });
      return lying(inner[of], rewritten).send(request);
    },
    close() {},
  };
  const files = memoryFiles({ [CONFIG]: `defaultaccount = "prod"\n${TOML}`, '/f.yaml': FILE });
  const env = { EXOSCALE_API_ENDPOINT: '', EXOSCALE_API_KEY: '', EXOSCALE_API_SECRET: '' };
  const options = { files, env, transport, home: '/home/ada', locks: memoryLocks(clock) };
  const loads = new Map(NAMES.map((name) => [name, [{ at: 0, requests: 0 }]]));
  return {
    clock,
    there,
    boxOf,
    restarts,
    sent,
    exo: (line: string) => prod.exo(line, options),
    setLoad(name: string, requests: number) {
      boxOf(name).setLoad(name, requests);
      loads.get(name)?.push({ at: clock.now(), requests });
    },
    /** The most requests that a deployment had between two moments. */
    most: (name: string, from: number, to: number) =>
      Math.max(
        0,
        ...(loads.get(name) ?? []).flatMap(({ at, requests }, index, all) =>
          at < to && (all[index + 1]?.at ?? Number.POSITIVE_INFINITY) > from ? [requests] : [],
        ),
      ),
  };
}

test('schedule, idleness and load decide by what is, whatever engines, people and the service do', async () => {
  const { clock, there, boxOf, restarts, sent, exo, setLoad, most } = world();
  const random = randomFrom(SEED);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0];
  const name = () => pick(['office', 'lazy', 'auto', 'sleepy']);
  /** When a deployment was last touched by somebody or something other than apply. */
  const touched = new Map<string, number>();
  const count = { slept: 0, byLoad: 0, failed: 0 };
  const end = START + HOURS * 60 * MINUTE;
  for (let at = START; at < end; at += QUARTER) {
    clock.advance(Math.max(0, at - clock.now()));
    if (random() < 0.3) setLoad(name(), pick([0, 0, 0, 4, 12, 30]));
    const [one] = there(name());
    if (one?.id && random() < 0.25) {
      touched.set(one.name, clock.now());
      if (random() < 0.6) restarts.set(one.id, { at: clock.now(), how: pick(['forgets', 'moves']) });
      else {
        const command = pick(['scale NAME 0', 'scale NAME 2', 'delete NAME -f']).replace('NAME', one.name);
        await exo(`-A ${PLACES[one.name]} deployment ${command} -z at-vie-2 -Q --no-wait`);
      }
    }
    if (random() < 0.1) boxOf(name()).failNext(pick(FAULTS));

    const before = new Map(NAMES.map((each) => [each, there(each)[0]?.replicas]));
    sent.length = 0;
    const begun = clock.now();
    const { code, stdout, stderr } = await exo('apply -f /f.yaml');
    const about = `${new Date(begun).toISOString()}\n${stdout}${stderr}`;
    // Every failure has an exit code and a line, and nothing exists twice.
    expect(/^error: /m.test(stderr), about).toBe(code !== 0);
    for (const each of NAMES) expect(there(each).length, about).toBeLessThanOrEqual(1);
    if (code !== 0) count.failed++;
    const isDay = (hour: number) => 7 <= hour && hour < 20;
    const hour = new Date(begun + 120 * MINUTE).getUTCHours();
    // A change that somebody has just begun is left to the next run, and no state shows a deletion.
    const isRight = (each: string) => code === 0 && begun - (touched.get(each) ?? 0) > MINUTE;
    if (isRight('office')) expect(there('office')[0]?.replicas ?? 0, about).toBe(isDay(hour) ? 3 : 0);
    if (isRight('auto')) expect([1, 2, 3, 4], about).toContain(there('auto')[0]?.replicas);
    for (const { name: scaled, replicas } of sent) {
      const was = before.get(scaled) ?? 0;
      if (scaled === 'auto' && was >= 1 && was <= 4) {
        count.byLoad++;
        // A replica is taken only if the others suffice, and added only if those there do not.
        if (replicas < was)
          expect(most('auto', begun - 9 * MINUTE, begun), about).toBeLessThanOrEqual(SEATS * replicas);
        else expect(most('auto', begun - 5 * MINUTE, begun), about).toBeGreaterThan(0.8 * SEATS * was);
      } else if (scaled !== 'office' && replicas === 0) {
        count.slept++;
        expect(most(scaled, begun - IDLE_AFTER + MINUTE, begun), about).toBe(0);
      }
    }
    // What has had nothing to do for long is asleep, unless its logs could not be read.
    for (const each of ['lazy', 'sleepy'])
      if (code === 0 && (there(each)[0]?.replicas ?? 0) > 0 && !stderr.includes('counts as busy')) {
        const from = Math.max(START, begun - IDLE_AFTER - 3 * QUARTER);
        const updated = Date.parse(String(there(each)[0]?.['updated-at']));
        const isNew = Math.max(touched.get(each) ?? START, updated) > from;
        if (!isNew) expect(most(each, from, begun), `${each} ${about}`).toBeGreaterThan(0);
      }
  }
  expect(Math.min(count.slept, count.byLoad, count.failed)).toBeGreaterThan(0);
});
