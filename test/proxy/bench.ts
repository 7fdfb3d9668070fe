import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { directConnector } from '../../src/api/http/undici-transport.js';
import { systemClock } from '../../src/clock.js';
import type { Access } from '../../src/proxy/exchange.js';
import { Keeper } from '../../src/proxy/keeper.js';
import { Metrics } from '../../src/proxy/metrics.js';
import type { ProxyOptions } from '../../src/proxy/serve.js';
import type { KeeperEvents, KeeperSettings, Service } from '../../src/proxy/service.js';
import { startProxy } from '../../src/proxy/start-proxy.js';
import { createUpstream, type Upstream } from '../../src/proxy/upstream.js';

/** The API key of every deployment in these tests. */
export const KEY = 'the-key-of-the-deployment';

/** The server at a deployment's URL. */
export type Engine = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts an engine on a free port until the end of the test. @returns its origin */
export async function listening(engine: Engine): Promise<string> {
  const server = createServer(engine);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

export interface DeploymentGiven {
  name: string;
  models?: string[];
  engine?: Engine;
  url?: string;
  upstream?: Upstream;
  /** The replicas when the proxy starts. */
  replicas?: number;
  service?: Partial<Service>;
  settings?: Partial<KeeperSettings>;
  events?: KeeperEvents;
}

/** Starts a proxy for deployments in this process, until the end of the test. */
export async function proxy(given: readonly DeploymentGiven[], options: Partial<ProxyOptions> = {}) {
  const lines: Access[] = [];
  const troubles: string[] = [];
  const targets = await Promise.all(
    given.map(async ({ name, models = [`org/${name}`], engine, url, replicas = 1, ...rest }) => {
      const at = url ?? `${await listening(engine ?? ((_, response) => response.end('{}')))}/inference/v1`;
      const settings = { name, wake: 1, maxPending: 100, wakeTimeoutMs: 60_000, ...rest.settings };
      const service: Service = {
        look: async () => ({ replicas }),
        wake: async () => {},
        watch: async () => 'serves',
        sleep: async () => undefined,
        ...rest.service,
      };
      const keeper = new Keeper(service, settings, systemClock, rest.events ?? {}, {
        replicas,
        isServing: true,
      });
      return { name, models, keeper, upstream: rest.upstream ?? createUpstream(at, KEY, directConnector()) };
    }),
  );
  const running = await startProxy(
    {
      targets,
      door: { origins: [] },
      metrics: new Metrics(),
      onAccess: (access) => lines.push(access),
      onTrouble: (sentence) => troubles.push(sentence),
      now: () => performance.now(),
      ...options,
    },
    { host: '127.0.0.1', port: 0 },
  );
  onTestFinished(async () => {
    await running.drain(0);
  });
  const origin = `http://127.0.0.1:${running.address.port}`;
  return { origin, running, lines, troubles, targets };
}

export interface Asked {
  status: number;
  headers: IncomingMessage['headers'];
  raw: string[];
  body: string;
}

/** Sends a request with exactly these headers: fetch would add headers of its own and forbid some. */
export function ask(
  url: string,
  {
    method = 'POST',
    headers = {},
    body = '',
    path = url.slice(url.indexOf('/', 8)),
  }: { method?: string; headers?: Record<string, string>; body?: string; path?: string } = {},
): Promise<Asked> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          raw: response.rawHeaders,
          body: text,
        }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(method === 'GET' ? undefined : body);
  });
}
