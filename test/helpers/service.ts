import type { HttpRequest, HttpResponse, Transport } from '../../src/api/http/transport.js';

/** Answers a request in the service's place; undefined leaves it to the service. */
export type Answer = (
  request: HttpRequest,
  ask: (request: HttpRequest) => Promise<HttpResponse>,
) => HttpResponse | undefined | Promise<HttpResponse | undefined>;

/** A service of which some answers are others: what it says is not what it does. */
export function lying(inner: Transport, answer: Answer): Transport {
  const ask = (request: HttpRequest) => inner.send(request);
  return { ...inner, send: async (request) => (await answer(request, ask)) ?? ask(request) };
}

/** Answers to a path (its end), told in other words. */
export function retold(path: string, told: (body: string) => string): Answer {
  return async (request, ask) => {
    const answer = await ask(request);
    return new URL(request.url).pathname.endsWith(path) ? { ...answer, body: told(answer.body) } : answer;
  };
}

/** Answers as they come to a machine whose clock is so far ahead of the service's, in ms. */
export function ahead(ms: number): Answer {
  return async (request, ask) => {
    const answer = await ask(request);
    const date = new Date(Date.parse(answer.headers.date ?? '') - ms).toUTCString();
    return { ...answer, headers: { ...answer.headers, date } };
  };
}

/** What a proxy says of what it does not find. */
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

/** The request as `POST /ai/deployment/*\/scale`: IDs left out. */
export function named({ method, url }: HttpRequest): string {
  const path = new URL(url).pathname.replace(/^.*\/v2/, '');
  return `${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')}`;
}
