import { STATUS_CODES } from 'node:http';

/** An answer of the API other than success. The functions of the API throw it; the app turns it into a response. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(`${status} ${JSON.stringify(body)}`);
  }

  toResponse(): Response {
    return Response.json(this.body, {
      status: this.status,
      headers: { 'content-type': 'application/problem+json' },
    });
  }
}

/** `error-response` (RFC 9457). @param errors more detailed reasons, each a sentence */
export function problem(status: number, detail: string, errors?: readonly string[]): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  const type = `#/http-problem-types/${title.toLowerCase().replaceAll(' ', '-')}`;
  return new Problem(status, { type, title, status, detail, ...(errors && { errors }) });
}

export const badRequest = (detail: string, errors?: readonly string[]) => problem(400, detail, errors);
export const forbidden = (detail: string) => problem(403, detail);
export const notFound = (what: string) => problem(404, `${what} not found`);
export const conflict = (detail: string) => problem(409, detail);
export const preconditionFailed = (detail: string) => problem(412, detail);

/** A violation that the API's schema check found. */
export interface Violation {
  path: string;
  pointer: string;
  /** JSON path of the property: `$['gpu-count']`. */
  location: string;
  detail: string;
}

/** The other shape of a 400, for a body that the schema check refused: it has `errors` but no `detail`. */
export function invalidBody(errors: readonly Violation[]): Problem {
  const type = '#/http-problem-types/request-invalid-body';
  return new Problem(400, { type, title: 'Invalid Request Body', status: 400, errors });
}
