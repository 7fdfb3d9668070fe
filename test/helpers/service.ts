import type { HttpRequest, HttpResponse, Transport } from '../../src/api/http/transport.js';

/**
 * Answers a request instead of the service; undefined: the service answers.
 * @param ask sends a request to the service
 */
export type Answer = (
  request: HttpRequest,
  ask: (request: HttpRequest) => Promise<HttpResponse>,
) => HttpResponse | undefined | Promise<HttpResponse | undefined>;

/** A transport to a service some of whose answers are replaced, so that they do not tell what it does. */
export function lying(inner: Transport, answer: Answer): Transport {
  const ask = (request: HttpRequest) => inner.send(request);
  return { ...inner, send: async (request) => (await answer(request, ask)) ?? ask(request) };
}

/** Changes the bodies of answers to paths that end with `path`. */
export function retold(path: string, change: (body: string) => string): Answer {
  return async (request, ask) => {
    const answer = await ask(request);
    return new URL(request.url).pathname.endsWith(path) ? { ...answer, body: change(answer.body) } : answer;
  };
}

/** Answers requests of this name, see `named`. */
export const instead =
  (name: string, answer: () => HttpResponse): Answer =>
  (request) =>
    named(request) === name ? answer() : undefined;

/** Changes what is in the JSON of the answers to requests of this name, see `named`. */
export const told =
  <T>(name: string, change: (body: T) => unknown): Answer =>
  async (request, ask) =>
    named(request) === name ? json(change(JSON.parse((await ask(request)).body))) : undefined;

interface Listed {
  id: string;
  name: string;
}

/** Changes the deployments that lists show. */
export const relisted = (change: (deployments: Listed[]) => unknown): Answer =>
  told('GET /ai/deployment', (body: { deployments: Listed[] }) => ({
    deployments: change(body.deployments),
  }));

/** Changes the zones that the list of zones shows. */
export const rezoned = (change: (zones: { name: string }[]) => unknown): Answer =>
  told('GET /zone', (body: { zones: { name: string }[] }) => ({ zones: change(body.zones) }));

/** Answers as a machine gets them whose clock is ahead of the service's by `ms`. */
export function ahead(ms: number): Answer {
  return async (request, ask) => {
    const answer = await ask(request);
    const date = new Date(Date.parse(answer.headers.date ?? '') - ms).toUTCString();
    return { ...answer, headers: { ...answer.headers, date } };
  };
}

/** The answer of a proxy that does not find a path. */
export const HTML_404: HttpResponse = {
  status: 404,
  headers: { 'content-type': 'text/html' },
  body: '<html><body><h1>404 Not Found</h1><hr>nginx</body></html>',
};

export const json = (body: unknown, status = 200): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Method and path of a request with `*` for IDs: `POST /ai/deployment/*\/scale`. */
export function named({ method, url }: HttpRequest): string {
  const path = new URL(url).pathname.replace(/^.*\/v2/, '');
  return `${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')}`;
}

/** Lists of deployments that show these and no others. */
export const listing = (...deployments: readonly unknown[]): Answer =>
  instead('GET /ai/deployment', () => json({ deployments }));
