import { faultBody } from '../openai/openai-errors.js';
import { invalidBody, problem } from '../problem.js';
import type { ErrorBody, FaultAction } from './fault-grammar.js';

type StatusAction = Extract<FaultAction, { kind: 'status' }>;

/** The page with which a proxy in front of the API answers if it cannot reach the API. */
export const PROXY_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n' +
  '<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

/**
 * The answer of a fault whose action is a status.
 * @param operation the OpenAPI operation of the request @param location the `location` header of a 3xx
 */
export function statusResponse(action: StatusAction, operation: string, location: string): Response {
  const { status, retryAfterS } = action;
  const { type, body } = render(action.body, status, operation, retryAfterS);
  const headers = new Headers(type === undefined ? {} : { 'content-type': type });
  if (retryAfterS !== undefined) headers.set('retry-after', String(retryAfterS));
  if (status < 400) headers.set('location', location);
  const bodiless = status === 304;
  return new Response(bodiless ? null : body, { status, headers });
}

/** The body of an error, in one of the shapes that the service is known to answer with. */
function render(kind: ErrorBody, status: number, operation: string, retryAfterS: number | undefined) {
  if (kind === 'text') return { type: 'text/plain', body: DETAIL };
  if (kind === 'html')
    return { type: 'text/html', body: PROXY_PAGE.replaceAll('502 Bad Gateway', String(status)) };
  if (kind === 'empty') return { type: undefined, body: '' };
  const retry = retryAfterS === undefined ? {} : { retry_after: retryAfterS };
  const isProblem = kind === 'problem' || kind === 'schema' || kind === 'policy';
  return {
    type: isProblem ? 'application/problem+json' : 'application/json',
    body: JSON.stringify({ ...JSON_BODIES[kind](status, operation), ...retry }),
  };
}

const DETAIL = 'The sandbox was told to fail this request';
const SCHEMA_VIOLATION = {
  path: '/properties/inference-engine-version/enum',
  pointer: '#/properties/inference-engine-version/enum',
  location: "$['inference-engine-version']",
  detail: 'does not have a value in the enumeration ["0.12.0", "0.19.1"]',
};

const JSON_BODIES: Readonly<
  Record<Exclude<ErrorBody, 'text' | 'html' | 'empty'>, (status: number, operation: string) => object>
> = {
  problem: (status) => problem(status, DETAIL).body,
  schema: (status) => ({ ...invalidBody([SCHEMA_VIOLATION]).body, status }),
  policy: (status, operation) => problem(status, `Forbidden by role policy for ${operation}`).body,
  message: () => ({ message: DETAIL }),
  error: () => ({ error: DETAIL }),
  code: () => ({ code: 'forbidden_operation', error: DETAIL }),
  openai: (status) => faultBody(status, DETAIL),
};
