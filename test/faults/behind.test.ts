import { expect, test } from 'vitest';
import { TransportError } from '../../src/api/http/transport.js';
import { LONG_RUN, randomFrom, SEED } from '../helpers/chance.js';
import { deployment, desk } from '../helpers/inference-file.js';
import { memoryRuns } from '../helpers/run.js';
import { json, named } from '../helpers/service.js';

/*
 * A service whose answers come from two places, one of which is behind, lists by up to eight seconds and what is read
 * by its ID by up to four, that may not find a new deployment for a while, and that loses one change or its answer in
 * ten. People and scripts of one machine create, scale, rename, clone, apply and delete two deployments in any order.
 * Whatever they do, nothing is made twice, and what is called stopped or deleted is.
 */
const WALKS = LONG_RUN ? 300 : 6;
const COMMANDS = 14;
const BEHIND_MS = { list: 8_000, one: 4_000 };
/** For how long a new deployment is not found, in ms. */
const UNSEEN_MS: [number, ...number[]] = [0, 15_000];
/** How often the state is noted, in ms, so that what is behind is so by no more. */
const TICK = 250;
const PAUSES: [number, ...number[]] = [0, 500, 2_000, 5_000, 20_000, 200_000];

const at = '-z at-vie-2';
const LIKE = '--model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1';
const OTHER: Record<string, string> = { a: 'b', b: 'a' };
/** A command line about a deployment, and what is to be true after a success that was waited for. */
type Line = (name: string, size: number) => { line: string; stopped?: string[]; gone?: string[] };
const LINES: readonly [Line, ...Line[]] = [
  (name) => ({ line: `deployment create ${name} ${LIKE} ${at}` }),
  (name) => ({ line: `deployment create ${name} ${LIKE} ${at} --if-not-exists` }),
  (name) => ({ line: `deployment scale ${name} 0 ${at}`, stopped: [name] }),
  (name, size) => ({ line: `deployment scale ${name} ${size} ${at}` }),
  (name, size) => ({ line: `deployment scale ${name}=0 ${OTHER[name]}=${size} ${at}`, stopped: [name] }),
  (_, size) => ({
    line: `deployment scale --all ${size - 1} -f ${at}`,
    stopped: size === 1 ? ['a', 'b'] : [],
  }),
  (name) => ({ line: `deployment delete ${name} -f ${at}`, gone: [name] }),
  (name) => ({ line: `deployment update ${name} --name ${name}-former ${at}` }),
  (name) => ({ line: `deployment clone ${name} ${OTHER[name]} ${at} --replace -f`, stopped: [name] }),
  (name, size) => ({ line: `apply -f f.yaml ${name}=0 ${OTHER[name]}=${size}`, stopped: [name] }),
  (name, size) => ({ line: `apply -f f.yaml ${name}=${size} --prune --yes` }),
];

async function walk(seed: number) {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
  const { exo, sandbox, clock, intercept, write } = desk({
    assumptions: { duplicateNames: 'allowed', visibleAfterMs: pick(UNSEEN_MS) },
  });
  const runs = memoryRuns();
  const all = () => sandbox.deployments('at-vie-2');
  const states: { at: number; deployments: ReturnType<typeof all> }[] = [];
  const note = () => states.push({ at: clock.now(), deployments: all() });
  intercept(async (request, ask) => {
    note();
    const behind = (ms: number) => {
      const then = clock.now() - random() * ms;
      return states.findLast((state) => state.at <= then)?.deployments ?? [];
    };
    const what = random() < 0.5 && request.url.includes('at-vie-2') ? named(request) : '';
    if (what === 'GET /ai/deployment') return json({ deployments: behind(BEHIND_MS.list) });
    if (what === 'GET /ai/deployment/*') {
      const one = behind(BEHIND_MS.one).find(({ id = '?' }) => request.url.endsWith(id));
      return one ? json(one) : json({ title: 'Not Found' }, 404);
    }
    if (request.method === 'GET') return undefined;
    const luck = random();
    if (luck < 0.05) throw new TransportError('lost', true, 'the connection was lost');
    const answer = await ask(request);
    note();
    if (luck < 0.1) throw new TransportError('lost', true, 'the connection was lost');
    return answer;
  });
  const told: string[] = [];
  for (let count = 0; count < COMMANDS; count++) {
    const { line, stopped = [], gone = [] } = pick(LINES)(pick(['a', 'b']), pick([1, 2]));
    const wanted = line.matchAll(/(\w)=(\d)/g);
    if (line.startsWith('apply'))
      write(...[...wanted].map(([, name = '', size]) => deployment(name, Number(size))));
    const noWait = random() < 0.3 && !line.includes('--replace');
    const typed = `${line.startsWith('apply') ? line.replace(/ \w=\d/g, '') : line}${noWait ? ' --no-wait' : ''}`;
    const { code, stdout, stderr } = await exo(typed, { runs, unheard: true });
    told.push(`$ ${typed}  (${line})\n${stdout}${stderr}exit code ${code}`);
    const names = all().map(({ name }) => name);
    const isDone = code === 0 && !noWait;
    const isRunning = ({ name, replicas }: { name: string; replicas?: number | undefined }) =>
      isDone && stopped.includes(name) && replicas !== 0;
    // What a list that is behind does not show is "not found", with exit code 0 as in `exo`.
    const isLeft = (name: string) => isDone && stdout.includes('deleted') && gone.includes(name);
    const faults = [
      ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} twice`),
      ...all()
        .filter(isRunning)
        .map(({ name }) => `${name} runs`),
      ...names.filter(isLeft).map((name) => `${name} is there`),
    ];
    expect(faults, `walk ${seed}\n${told.slice(-5).join('\n')}`).toEqual([]);
    for (let left = pick(PAUSES); left >= 0; left -= TICK) {
      note();
      clock.advance(Math.min(TICK, left));
    }
  }
}

test.each(Array.from({ length: WALKS }, (_, index) => SEED + index))('walk %i', walk);
