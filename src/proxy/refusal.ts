/** A request that is not passed on, as its caller is told. */
export interface Refusal {
  /** The HTTP status. */
  status: number;
  /** What a program decides by: stands as `code` in the error. */
  code: string;
  /** What happened, to what, and the way out. Holds no secret. */
  message: string;
  /** Seconds after which it is worth asking again; stands as `Retry-After`. */
  retryAfterS?: number | undefined;
  /** The parameter of the request that is wrong, in OpenAI's terms. */
  param?: string | undefined;
}

/** Of a proxy that ends. */
export const CLOSING: Refusal = {
  status: 503,
  code: 'proxy_closing',
  message: 'this proxy is being ended; ask again, another may have taken its place',
  retryAfterS: 5,
};

/** The body of a refusal in the shape of OpenAI's errors, which its clients read. */
export function openAiError({ status, code, message, param }: Refusal): string {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return `${JSON.stringify({ error: { message, type, param: param ?? null, code } })}\n`;
}
