import { Problem } from '../problem.js';

/** An error answer in the shape of the OpenAI API. */
class OpenAiProblem extends Problem {
  override toResponse(): Response {
    return Response.json(this.body, { status: this.status });
  }
}

function openAiProblem(status: number, type: string, code: string | number, message: string): Problem {
  return new OpenAiProblem(status, { error: { message, type, param: null, code } });
}

/** A refusal by the gateway in front of the engine. @param code such as `invalid_api_key` */
export function gatewayError(status: 401 | 404 | 413 | 503, code: string, message: string): Problem {
  return openAiProblem(
    status,
    status === 503 ? 'service_unavailable' : 'invalid_request_error',
    code,
    message,
  );
}

const ENGINE_TYPES = { 400: 'BadRequestError', 404: 'NotFoundError' } as const;

/** A refusal by the engine itself, with the engine's own error types. */
export function engineError(status: keyof typeof ENGINE_TYPES, message: string): Problem {
  return openAiProblem(status, ENGINE_TYPES[status], status, message);
}

/** The body of an answer that a fault of the sandbox makes. */
export function faultBody(status: number, message: string): object {
  return openAiProblem(status, 'sandbox_fault', status, message).body;
}
