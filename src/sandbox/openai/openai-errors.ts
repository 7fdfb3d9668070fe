import { Problem } from '../problem.js';

/** A refusal in the error shape of the OpenAI API. */
class OpenAiProblem extends Problem {
  override toResponse(): Response {
    return Response.json(this.body, { status: this.status });
  }
}

function openAiProblem(status: number, type: string, code: string | number, message: string): Problem {
  return new OpenAiProblem(status, { error: { message, type, param: null, code } });
}

/** What stands before the engine refuses. @param code such as `invalid_api_key` */
export function gatewayError(status: 401 | 404 | 413 | 503, code: string, message: string): Problem {
  return openAiProblem(
    status,
    status === 503 ? 'service_unavailable' : 'invalid_request_error',
    code,
    message,
  );
}

const ENGINE_TYPES = { 400: 'BadRequestError', 404: 'NotFoundError' } as const;

/** The engine refuses, in its own words for the kinds. */
export function engineError(status: keyof typeof ENGINE_TYPES, message: string): Problem {
  return openAiProblem(status, ENGINE_TYPES[status], status, message);
}

/** The body of a fault that was asked for. */
export function faultBody(status: number, message: string): object {
  return openAiProblem(status, 'sandbox_fault', status, message).body;
}
