import { answerTo } from './pending-answer.js';
import type { HttpRequest, HttpResponse } from './transport.js';
import type { Dispatcher } from './undici.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Sends one request over a connection and reads its whole answer, as `Transport.send` promises.
 * @throws TransportError, or the signal's reason
 */
export function exchange(
  dispatcher: Dispatcher,
  origin: string,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { method, url, headers, body } = request;
  return answerTo(request, (answer) =>
    dispatcher.dispatch(
      {
        origin,
        path: url.slice(origin.length),
        method: asMethod(method),
        headers,
        body: body ?? null,
        blocking: false,
      },
      {
        onRequestStart(controller) {
          // The request was given up while it waited for its connection, so it must not be sent any more.
          if (answer.failure) return controller.abort(answer.failure);
          answer.endWith((reason) => {
            if (!controller.aborted) controller.abort(reason);
          });
          answer.sent();
        },
        onResponseStart: (_, status, received) => answer.began(status, received),
        onResponseData: (_, chunk) => answer.received(chunk),
        onResponseEnd: () => answer.ended(),
        onResponseError: (_, error) => answer.failed(error),
      },
    ),
  );
}

function asMethod(name: string): Dispatcher.HttpMethod {
  const method = METHODS.find((known) => known === name);
  if (!method) throw new TypeError(`no such HTTP method: ${name}`);
  return method;
}
