// npm run bench: what the program costs on this machine, beside a bare node and, where it is on the PATH, beside exo.
//   --check   end with 1 when a limit is exceeded (limits hold on Node 20, where they were set)
//   --runs N  counted runs of each command (default 15)
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { paired, peakMiB } from './measure.mjs';
import { startServer, ZONES } from './server.mjs';

const argument = (name) => process.argv[process.argv.indexOf(name) + 1];
const runs = process.argv.includes('--runs') ? Number(argument('--runs')) : 15;
const launcher = fileURLToPath(new URL('../bin/exo-di.js', import.meta.url));
const settings = { deployments: 1, roundTripMs: 0 };
const server = await startServer(settings);
const env = {
  ...process.env,
  EXOSCALE_API_ENDPOINT: `${server.origin}/v2`,
  EXOSCALE_API_KEY: 'EXObench',
  EXOSCALE_API_SECRET: 'bench',
};
const ours = (args, code = 0) => ({ program: process.execPath, args: [launcher, ...args], env, code });
const bare = { program: process.execPath, args: ['-e', '0'], env };
const SHOW = ['deployment', 'show', 'app-0', '-z', 'at-vie-2'];
const LIST = ['deployment', 'list'];

const rows = [];
const add = (row) => {
  rows.push(row);
  const limit = row.limit ? `limit ${row.limit.toFixed(2)}, aim ${row.aim.toFixed(2)}` : '';
  console.log(
    `${row.what.padEnd(44)} ${row.value.toFixed(1).padStart(7)} ${row.unit.padEnd(3)} ${row.beside.padEnd(16)} ${row.other.toFixed(1).padStart(7)}  ratio ${row.ratio.toFixed(2)}  ${limit}`,
  );
};

/** Times a command beside a bare node. */
async function timed(what, command, limit, aim) {
  const { ms, other, ratio } = await paired(runs, command, bare);
  add({ what, value: ms, unit: 'ms', beside: 'node -e 0', other, ratio, limit, aim });
}

console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, medians of ${runs}\n`);
await timed('--version', ours(['--version']), 1.25, 1.1);
await timed('--help', ours(['--help']), 1.35, 1.2);
await timed('completion bash', ours(['completion', 'bash']), 1.35, 1.2);
await timed('usage error', ours(['deployment', 'scale', 'x', '-1'], 2), 1.35, 1.2);
await timed('deployment show', ours(SHOW), 1.9, 1.5);
await timed(`deployment list over ${ZONES.length} zones`, ours(LIST), 2.1, 1.7);

const memory = await peakMiB(5, [launcher, ...SHOW], { env });
const bareMemory = await peakMiB(5, ['-e', '0'], { env });
add({
  what: 'deployment show, peak memory',
  value: memory,
  unit: 'MiB',
  beside: 'node -e 0',
  other: bareMemory,
  ratio: memory / bareMemory,
  limit: 1.6,
  aim: 1.4,
});

for (const format of ['table', 'json']) {
  const args = [...LIST, '-z', 'at-vie-2', '-O', format];
  const medianOf = async (deployments) => {
    settings.deployments = deployments;
    return (await paired(runs, ours(args), bare)).ms;
  };
  const empty = await medianOf(0);
  const full = await medianOf(2000);
  add({
    what: `2,000 deployments, ${format}`,
    value: full,
    unit: 'ms',
    beside: 'empty list',
    other: empty,
    ratio: full / empty,
    limit: 2.5,
    aim: 2,
  });
}
settings.deployments = 1;

const hasExo = spawnSync('exo', ['version'], { env }).status === 0;
for (const roundTripMs of [0, 20, 50]) {
  settings.roundTripMs = roundTripMs;
  const show = `show, round trip ${roundTripMs} ms`;
  if (hasExo) {
    const exo = { program: 'exo', args: ['dedicated-inference', ...SHOW], env };
    const { ms, other, ratio } = await paired(runs, ours(SHOW), exo);
    add({ what: show, value: ms, unit: 'ms', beside: 'exo', other, ratio });
  } else if (roundTripMs > 0) await timed(show, ours(SHOW));
}
server.close();

writeFileSync(
  fileURLToPath(new URL('./results.json', import.meta.url)),
  `${JSON.stringify({ node: process.version, platform: process.platform, arch: process.arch, runs, rows }, undefined, 2)}\n`,
);
const beyond = rows.filter(({ limit, ratio }) => limit !== undefined && ratio > limit);
for (const { what, ratio, limit } of beyond)
  console.log(`beyond its limit: ${what}, ${ratio.toFixed(2)} > ${limit}`);
if (process.argv.includes('--check') && beyond.length > 0) process.exitCode = 1;
