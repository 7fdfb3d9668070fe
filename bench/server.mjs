// A loopback server that answers at once, or after a simulated round trip, with as many deployments as wanted. It
// checks nothing, because only the client is measured.
import { createServer } from 'node:http';

export const ZONES = [
  'at-vie-1',
  'at-vie-2',
  'bg-sof-1',
  'ch-dk-2',
  'ch-gva-2',
  'de-fra-1',
  'de-muc-1',
  'hr-zag-1',
];

const id = (n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function deployment(n) {
  return {
    id: id(n),
    name: `app-${n}`,
    state: 'ready',
    visibility: 'private',
    'deployment-url': `https://inference.example/${n}/v1`,
    model: { id: id(1), name: 'mistralai/Mistral-7B-Instruct-v0.3' },
    'gpu-type': 'gpua5000',
    'gpu-count': 1,
    replicas: n % 4,
    'service-level': 'pro',
    'created-at': '2026-01-01T00:00:00Z',
    'updated-at': '2026-01-01T00:00:00Z',
  };
}

/**
 * Starts the server. `settings` may change at any time: `deployments` in each zone, `roundTripMs` before each answer,
 * `operationMs` until a change is done, `logLines` of a log. The server sets `settings.most` to the largest number of
 * simultaneous changes.
 */
export async function startServer(settings) {
  let underWay = 0;
  const server = createServer(async (request, response) => {
    let sent = '';
    for await (const text of request) sent += text;
    const change = request.method !== 'GET';
    if (change) settings.most = Math.max(settings.most ?? 0, ++underWay);
    const answer = () => {
      const body = answerTo(request, sent, settings);
      response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
      response.end(body ?? '{}');
      if (change) underWay--;
    };
    if (settings.roundTripMs > 0) setTimeout(answer, settings.roundTripMs);
    else answer();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  settings.origin = origin;
  return { origin, close: () => server.closeAllConnections() ?? server.close() };
}

const lists = new Map();
function list(count) {
  if (!lists.has(count)) {
    lists.set(count, JSON.stringify({ deployments: Array.from({ length: count }, (_, n) => deployment(n)) }));
  }
  return lists.get(count);
}

function remaining(count) {
  const all = Array.from({ length: count }, (_, n) => deployment(n));
  return JSON.stringify({ deployments: all.filter((one) => !deleted.has(one.id)) });
}

/**
 * The last lines of a log. It grows by 5,000 lines of a thousand characters at every request, until `logLines` have
 * been written; then there is no answer any more.
 */
function logs(url, settings) {
  const tail = Number(new URL(url, 'http://localhost').searchParams.get('tail') ?? 100);
  settings.written = (settings.written ?? 0) + 5000;
  if (settings.written > settings.logLines) return undefined;
  const first = Math.max(0, settings.written - tail);
  const lines = Array.from({ length: settings.written - first }, (_, n) => ({
    time: new Date(1_767_225_600_000 + first + n).toISOString(),
    node: 'node-0',
    message: `${first + n} `.padEnd(1000, 'x'),
  }));
  return JSON.stringify({ logs: lines });
}

/** An operation whose ID says when it ends. */
function operation(endsAt) {
  const state = Date.now() < endsAt ? 'pending' : 'success';
  return JSON.stringify({ id: id(endsAt % 1e12), state, reference: { id: id(0) } });
}

/** What was changed since the last `list-zones`, with which every command begins. */
const deleted = new Set();
const replicas = new Map();

function answerTo({ url, method }, sent, settings) {
  const { origin, deployments, operationMs = 0 } = settings;
  if (url.includes('/logs')) return logs(url, settings);
  const [one] = /(?<=\/ai\/deployment\/)[0-9a-f-]{36}/.exec(url) ?? [];
  if (method === 'DELETE') deleted.add(one);
  if (method === 'POST') replicas.set(one, JSON.parse(sent).replicas);
  if (method !== 'GET') return operation(Date.now() + operationMs);
  const operationMatch = /\/operation\/[0-9a-f-]*-(\d+)$/.exec(url);
  if (operationMatch) return operation(Number(operationMatch[1]) + 1e12 * Math.floor(Date.now() / 1e12));
  if (url.endsWith('/zone')) {
    deleted.clear();
    replicas.clear();
    return JSON.stringify({ zones: ZONES.map((name) => ({ name, 'api-endpoint': `${origin}/${name}/v2` })) });
  }
  if (url.endsWith('/quota'))
    return JSON.stringify({ quotas: [{ resource: 'gpua5000', usage: 0, limit: 10_000 }] });
  if (url.endsWith('/ai/deployment')) return deleted.size > 0 ? remaining(deployments) : list(deployments);
  if (one === undefined || deleted.has(one)) return undefined;
  const found = deployment(Number(one.slice(-12)));
  return JSON.stringify({ ...found, replicas: replicas.get(one) ?? found.replicas });
}
