// npm run bench: measures what the program costs on this machine, compared with a bare node and, if it is on the PATH,
// with exo.
//   --check   end with 1 if a limit is exceeded (the limits are for Node 24)
//   --write   store the results in bench/results.json, and in the tables of the pages that show them
//   --runs N  counted runs of each command (default 15)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paired, peakMiB } from './measure.mjs';
import { startServer, ZONES } from './server.mjs';
import { PAGES, withFigures } from './tables.mjs';

const argument = (name) => process.argv[process.argv.indexOf(name) + 1];
const runs = process.argv.includes('--runs') ? Number(argument('--runs')) : 15;
const launcher = fileURLToPath(new URL('../bin/exo-di.js', import.meta.url));
const QUICKLY = fileURLToPath(new URL('./quickly.cjs', import.meta.url));
const settings = { deployments: 1, roundTripMs: 0 };
const server = await startServer(settings);
// Node would read the file of NODE_EXTRA_CA_CERTS at every start, of exo-di and of bare Node, and blur the comparison.
const { NODE_EXTRA_CA_CERTS: _, ...surroundings } = process.env;
const envFor = ({ origin }) => ({
  ...surroundings,
  EXOSCALE_API_ENDPOINT: `${origin}/v2`,
  EXOSCALE_API_KEY: 'EXObench',
  EXOSCALE_API_SECRET: 'bench',
});
const env = envFor(server);
const ours = (args, code = 0) => ({ program: process.execPath, args: [launcher, ...args], env, code });
const bare = { program: process.execPath, args: ['-e', '0'], env };
const ZONE = 'at-vie-2';
const SHOW = ['deployment', 'show', 'app-0', '-z', ZONE];
const LIST = ['deployment', 'list'];

const rows = [];
const add = (row) => {
  rows.push(row);
  const limit = row.limit ? `limit ${row.limit.toFixed(2)}, aim ${row.aim.toFixed(2)}` : '';
  console.log(
    `${row.what.padEnd(44)} ${row.value.toFixed(1).padStart(7)} ${row.unit.padEnd(3)} ${row.beside.padEnd(16)} ${row.other.toFixed(1).padStart(7)}  ratio ${row.ratio.toFixed(2)}  ${limit}`,
  );
};

/** Writes an inference file with this many deployments, each with other hours. */
function fleetFile(count) {
  const deployments = Array.from({ length: count }, (_, n) => ({
    name: `app-${n}`,
    'model-name': 'mistralai/Mistral-7B-Instruct-v0.3',
    'gpu-type': 'gpua5000',
    'gpu-count': 1,
    schedule: [
      { cron: `${n % 60} 7 * * 1-5`, replicas: 3 },
      { cron: `${n % 60} 20 * * 1-5`, replicas: 0 },
    ],
  }));
  const file = join(mkdtempSync(join(tmpdir(), 'exo-di-bench-')), 'inference.json');
  writeFileSync(file, JSON.stringify({ zone: ZONE, timezone: 'Europe/Vienna', deployments }));
  return file;
}

/** Times a command in turn with another one. */
async function compare(what, command, { beside, than, count = runs, limit, aim }) {
  const { ms, other, ratio } = await paired(count, command, than);
  add({ what, value: ms, unit: 'ms', beside, other, ratio, limit, aim });
}

/** Times a command in turn with a bare node. */
const timed = (what, command, limit, aim) =>
  compare(what, command, { beside: 'node -e 0', than: bare, limit, aim });

console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, medians of ${runs}\n`);

const standalone = fileURLToPath(new URL('../dist/standalone/exo-di', import.meta.url));
const alone = existsSync(standalone);
/** Times a command as a script and, if it is built, as the standalone program. */
async function both(what, args, [limit, aim], [limitAlone, aimAlone], code = 0) {
  await timed(what, ours(args, code), limit, aim);
  if (alone)
    await timed(`${what}, standalone`, { program: standalone, args, env, code }, limitAlone, aimAlone);
}

await both('--version', ['--version'], [1.15, 1.1], [0.4, 0.3]);
await both('--help', ['--help'], [1.45, 1.4], [0.65, 0.5]);
await both('completion bash', ['completion', 'bash'], [1.45, 1.4], [0.65, 0.5]);
await both('usage error', ['deployment', 'scale', 'x', '-1'], [1.45, 1.4], [0.65, 0.6], 2);
await both('TAB for a verb', ['complete', '--', 'deployment', 'sc'], [1.4, 1.25], [0.7, 0.45]);
await both(
  'TAB for a name that is known',
  ['complete', '--', 'deployment', 'show', 'a'],
  [1.4, 1.25],
  [0.7, 0.45],
);
await both('deployment show', SHOW, [2, 1.7], [1.05, 0.8]);
await both(`deployment list over ${ZONES.length} zones`, LIST, [2.1, 2], [1.2, 1]);

const fleet = fleetFile(50);
await timed('schedule show of 50 deployments', ours(['schedule', 'show', '-f', fleet]));
rmSync(dirname(fleet), { recursive: true });

/** Compares the memory of a command with that of a bare node, or with its own in another environment. */
async function memory(what, args, options, beside, otherOptions, limit, aim) {
  const value = await peakMiB(5, [launcher, ...args], options);
  const other = await peakMiB(5, beside === 'node -e 0' ? ['-e', '0'] : [launcher, ...args], otherOptions);
  add({ what, value, unit: 'MiB', beside, other, ratio: value / other, limit, aim });
}

await memory('deployment show, peak memory', SHOW, { env }, 'node -e 0', { env }, 1.6, 1.4);

/**
 * Lists of none, of 2,000 and of 10,000 deployments. The second should cost little more than a start; the third grows
 * with its length.
 */
const lengths = await Promise.all([0, 2000, 10_000].map((deployments) => startServer({ deployments })));
const [empty, full, long] = lengths.map((one) => ({ env: envFor(one) }));
for (const format of ['table', 'json']) {
  const list = ours([...LIST, '-z', ZONE, '-O', format]);
  const compared = [
    { what: '2,000 deployments', of: full, beside: 'empty list', than: empty, limit: 2.5, aim: 2 },
    // Five times as many deployments must take less than five times as long: more would mean that the time grows faster
    // than the list.
    { what: '10,000 deployments', of: long, beside: '2,000', than: full, limit: 5, aim: 3.5 },
  ];
  for (const { what, of, than, ...row } of compared)
    await compare(`${what}, ${format}`, { ...list, ...of }, { ...row, than: { ...list, ...than } });
}
await memory('2,000 deployments, peak memory', [...LIST, '-z', ZONE], full, 'empty list', empty, 1.6, 1.4);
await memory('10,000 deployments, peak memory', [...LIST, '-z', ZONE], long, '2,000', full, 5, 2.5);
for (const one of lengths) one.close();

/** Plans a file of 200 deployments, and one of five times as many. */
const files = await Promise.all(
  [200, 1000].map(async (deployments) => {
    const one = await startServer({ deployments });
    const file = fleetFile(deployments);
    return { ...ours(['plan', '-f', file]), env: envFor(one), file, one };
  }),
);
const planned = { beside: '200', than: files[0], count: Math.min(runs, 5), limit: 5, aim: 4 };
await compare('a file of 1,000 deployments planned', files[1], planned);
for (const { file, one } of files) {
  rmSync(dirname(file), { recursive: true });
  one.close();
}

/**
 * Follows a log, with shortened pauses, until the deployment is gone: lines that were printed must not stay in memory.
 */
const follow = ['deployment', 'logs', 'app-0', '--follow', '-z', ZONE];
const logOf = async (megabytes) => {
  const one = await startServer({ deployments: 1, logLines: megabytes * 1000 });
  const peak = await peakMiB(1, ['-r', QUICKLY, launcher, ...follow], { env: envFor(one), code: 4 });
  one.close();
  return peak;
};
const other = await logOf(100);
const value = await logOf(200);
add({
  what: '200 MB of logs followed, peak memory',
  value,
  unit: 'MiB',
  beside: '100 MB',
  other,
  ratio: value / other,
  limit: 1.3,
  aim: 1.1,
});

/** Adds a row for a value that has a fixed limit: milliseconds, or a count. */
function bounded(what, value, unit, bound, name) {
  add({ what, value, unit, beside: name, other: bound, ratio: value / bound, limit: 1, aim: 1 });
}

settings.deployments = 500;
settings.roundTripMs = 20;
const deleting = (names) => ours(['deployment', 'delete', ...names, '-z', ZONE, '-f', '-Q']);
const names = Array.from({ length: 500 }, (_, n) => `app-${n}`);
const one = { beside: '1 deleted', than: deleting(['app-0']), count: 3 };
await compare('500 deleted, round trip 20 ms', deleting(names), one);
bounded('500 deleted, in flight at most', settings.most, '', 10, 'bound');
settings.roundTripMs = 0;

settings.deployments = 1;
settings.operationMs = 200;
const { ms: scaled } = await paired(
  5,
  ours(['deployment', 'scale', 'app-0', '2', '-z', ZONE, '-Q', '--no-preflight']),
  bare,
);
bounded('scale, an operation of 0.2 s', scaled, 'ms', 1000, 'a second');
settings.operationMs = 0;

const hasExo = spawnSync('exo', ['version'], { env }).status === 0;
for (const roundTripMs of [0, 20, 50]) {
  settings.roundTripMs = roundTripMs;
  const show = `show, round trip ${roundTripMs} ms`;
  if (hasExo) {
    const exo = { program: 'exo', args: ['dedicated-inference', ...SHOW], env };
    await compare(show, ours(SHOW), { beside: 'exo', than: exo });
  } else if (roundTripMs > 0) await timed(show, ours(SHOW));
}
server.close();

if (process.argv.includes('--write')) {
  const { version: node, platform, arch } = process;
  const results = JSON.stringify({ node, platform, arch, runs, rows }, undefined, 2);
  const root = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
  writeFileSync(root('bench/results.json'), `${results}\n`);
  for (const page of PAGES.map(root)) writeFileSync(page, withFigures(readFileSync(page, 'utf8'), rows));
}
const beyond = rows.filter(({ limit, ratio }) => limit !== undefined && ratio > limit);
for (const { what, ratio, limit } of beyond)
  console.log(`beyond its limit: ${what}, ${ratio.toFixed(2)} > ${limit}`);
if (process.argv.includes('--check') && beyond.length > 0) process.exitCode = 1;
