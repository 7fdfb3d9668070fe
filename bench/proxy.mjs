// Measures what `deployment proxy` adds to a request, in turn with a plain undici pipe, and how many simultaneous
// streams it handles.
// node bench/proxy.mjs [--streams 500] [--requests 500]; prints a table, writes nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startSandbox } from '../scripts/sandbox.mjs';
import { median } from './measure.mjs';

const { values: flags } = parseArgs({
  options: { streams: { type: 'string', default: '500' }, requests: { type: 'string', default: '500' } },
});
const STREAMS = Number(flags.streams);
const REQUESTS = Number(flags.requests);
const EVENTS = 40;
const EVENT_MS = 50;
const BODY = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] });

const programOf = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const children = [];
process.on('exit', () => {
  for (const child of children) child.kill();
});

/** Starts a program. @returns once what it has printed matches a pattern: the text, and the process */
async function start(args, env, pattern) {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      // After the start, the lines about requests are not kept.
      if (printed.length < 10_000) printed += text;
    });
  for (let waited = 0; !pattern.test(printed); waited += 20) {
    if (child.exitCode !== null || waited > 20_000) throw new Error(`${args.join(' ')}: ${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { printed, child };
}

/** Stands for the deployment: it sends a short answer, or a stream of events. */
const engine = createServer((incoming, response) => {
  incoming.resume();
  if (!incoming.url.endsWith('?stream')) {
    response.setHeader('content-type', 'application/json');
    return void response.end('{"choices":[]}');
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(`data: {"choices":[{"delta":{"content":"${sent}"}}]}\n\n`);
    if (++sent < EVENTS) return;
    clearInterval(timer);
    response.end('data: [DONE]\n\n');
  }, EVENT_MS);
  response.on('close', () => clearInterval(timer));
});
engine.listen(0, '127.0.0.1');
await once(engine, 'listening');
const engineAt = `http://127.0.0.1:${engine.address().port}`;

const { PATH, HOME } = process.env;
const plain = { PATH, HOME, EXO_DI_PRICES: 'off' };
const bin = programOf('bin/exo-di.js');
const sandbox = await startSandbox(bin, plain);
const line = `deployment proxy my-app --listen 127.0.0.1:0 --base-url ${engineAt}/v1 -z at-vie-2`;
const proxy = await start([bin, ...line.split(' ')], sandbox.env, /Listening on \S+/);
const proxyAt = /Listening on (http:\/\/[\d.:]+)/.exec(proxy.printed)[1];
const pipe = await start([programOf('bench/pipe.mjs'), engineAt], plain, /http:\S+/);
const pipeAt = pipe.printed.trim();

/** Sends one request. @returns milliseconds to the first byte and in all, and how many events came */
function ask(agent, origin, path) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = request(
      `${origin}${path}`,
      { agent, method: 'POST', headers: { 'content-type': 'application/json' } },
      (response) => {
        let first;
        let events = 0;
        response.on('data', (piece) => {
          first ??= performance.now() - began;
          events += piece.toString().split('data: ').length - 1;
        });
        response.on('end', () => resolve({ first, events, tookMs: performance.now() - began }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(BODY);
  });
}

const ways = { direct: engineAt, 'undici pipe': pipeAt, proxy: proxyAt };
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
for (let turn = -50; turn < REQUESTS; turn++)
  for (const [name, origin] of Object.entries(ways)) {
    const { first } = await ask(agent, origin, '/v1/chat/completions');
    if (turn >= 0) times[name].push(first);
  }
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)];
const shown = (ms) => `${ms.toFixed(2)} ms`;
console.log(`${process.version}, ${REQUESTS} requests one after the other, in turn`);
console.log(`${'way'.padEnd(14)}${'median'.padStart(10)}${'p99'.padStart(12)}${'added'.padStart(12)}`);
for (const [name, list] of Object.entries(times))
  console.log(
    `${name.padEnd(14)}${shown(median(list)).padStart(10)}${shown(at(list, 0.99)).padStart(12)}${shown(median(list) - median(times.direct)).padStart(12)}`,
  );

console.log(`\n${STREAMS} streams at once, ${EVENTS} events, one each ${EVENT_MS} ms`);
for (const [name, origin] of Object.entries(ways)) {
  const many = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  const all = await Promise.allSettled(
    Array.from({ length: STREAMS }, () => ask(many, origin, '/v1/chat/completions?stream')),
  );
  const whole = all.filter(({ value }) => value?.events === EVENTS + 1);
  const took = whole.map(({ value }) => value.tookMs);
  console.log(
    `${name.padEnd(14)}${whole.length} whole, ${STREAMS - whole.length} not; a stream takes ${shown(median(took))} at the median`,
  );
}
process.exit(0);
