/** Why a request is not passed on, as its caller is told. */
export interface Refusal {
  status: number;
  /** The error's `code`, for programs to decide by. */
  code: string;
  /** What happened, to what, and the way out. Holds no secret. */
  message: string;
  /** The seconds of `Retry-After`, after which it is worth asking again. */
  retryAfterS?: number | undefined;
  /** The parameter of the request that is wrong, in OpenAI's terms. */
  param?: string | undefined;
}

/** `Retry-After` while a deployment wakes, in seconds. A new replica takes minutes. */
const COME_BACK_S = 30;

/** The proxy is shutting down. */
export const CLOSING: Refusal = {
  status: 503,
  code: 'proxy_closing',
  message: 'this proxy is stopping; send the request again, another proxy may have taken over',
  retryAfterS: 5,
};

/** The caller went away while its request was held. Nobody reads this answer, but the access log shows its code. */
export const LEFT: Refusal = { status: 499, code: 'caller_left', message: 'the caller went away' };

/** TRACE asks for the request as the deployment got it, with its key. */
export const NO_TRACE: Refusal = {
  status: 501,
  code: 'method_not_supported',
  message: 'TRACE is not passed on',
};

/** An unexpected error in the proxy itself. */
export const FAILED: Refusal = {
  status: 500,
  code: 'proxy_error',
  message: 'the proxy failed; see its log',
};

/** @param name the deployment's name, here and below */
export const gone = (name: string): Refusal => ({
  status: 404,
  code: 'deployment_gone',
  message: `deployment ${name} was deleted; a new one of this name has another URL and key: restart the proxy`,
});

export const asleep = (name: string): Refusal => ({
  status: 503,
  code: 'deployment_asleep',
  message: `deployment ${name} is at zero replicas, and only a POST wakes it`,
});

export const tooManyPending = (name: string, held: number): Refusal => ({
  status: 503,
  code: 'too_many_pending',
  message:
    held === 0
      ? `deployment ${name} is being woken, and --max-pending 0 holds no request: send it again later`
      : `${held} requests already wait for deployment ${name} to wake; --max-pending allows no more`,
  retryAfterS: COME_BACK_S,
});

export const wakeTimeout = (name: string, waitedMs: number): Refusal => ({
  status: 503,
  code: 'wake_timeout',
  message: `deployment ${name} is still being woken after ${Math.round(waitedMs / 1_000)} s; it goes on`,
  retryAfterS: COME_BACK_S,
});

/** @param why why the deployment could not be woken @param forMs how long no other try is made */
export const unwoken = (why: Pick<Refusal, 'code' | 'message'>, forMs: number): Refusal => ({
  status: 503,
  ...why,
  retryAfterS: Math.ceil(forMs / 1_000),
});

export const keyRefused = (name: string): Refusal => ({
  status: 502,
  code: 'upstream_key_refused',
  message: `deployment ${name} refuses the API key that this proxy has for it; restart the proxy if it has a new one`,
});

/** A 403 can be about the request or about the key, so the caller gets the status, but not the answer. */
export const forbidden = (name: string): Refusal => ({
  status: 403,
  code: 'upstream_forbidden',
  message: `deployment ${name} refuses this request, or the API key that this proxy has for it; its answer may repeat the key, so it is not passed on`,
});

export const unreachable = (name: string, why: string): Refusal => ({
  status: 502,
  code: 'upstream_unreachable',
  message: `deployment ${name} did not answer: ${why}`,
  retryAfterS: 1,
});

/** The body of a refusal in the shape of OpenAI's errors, which clients of the OpenAI API can read. */
export function openAiError({ status, code, message, param }: Refusal): string {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return `${JSON.stringify({ error: { message, type, param: param ?? null, code } })}\n`;
}
