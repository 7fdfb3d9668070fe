import type { Redactor } from './redact.js';

/**
 * Properties of answers that hold sentences of the service: of an operation, a deployment, a line of logs. The service
 * may repeat in them what was sent to it.
 */
const SENTENCES: ReadonlySet<string> = new Set(['message', 'state-details']);

/** Matches the text of a body that may hold a secret: a Hugging Face token, or an engine parameter with such a name. */
const MAY_HOLD = /"(?:huggingface-token"|-[^"]*(?:token|key|secret|pass|credential))/i;

/** Remembers the secrets that a client has sent or read, and masks them where the service repeats them. */
export interface Echoes {
  /** Remembers the secrets in the body of a request or an answer. */
  learn(body: string | undefined): Promise<void>;
  /** Remembers an account's custom headers, which may hold secrets. */
  learnHeaders(headers: Readonly<Record<string, string>>): Promise<void>;
  /** Whether any body had something that may be a secret. */
  any(): boolean;
  /** The value of a property of an answer. In sentences of the service, the remembered secrets are masked. */
  without(key: string, value: unknown): unknown;
}

/** A memory of secrets for one client, empty at first. */
export function echoes(): Echoes {
  let redactor: Redactor | undefined;
  const remember = async () => {
    redactor ??= new (await import('./redact.js')).Redactor();
    return redactor;
  };
  return {
    async learn(body) {
      if (body !== undefined && MAY_HOLD.test(body)) (await remember()).body(body);
    },
    async learnHeaders(headers) {
      // Without custom headers, which are rare, nothing is loaded.
      if (Object.keys(headers).some((name) => name !== 'user-agent'))
        (await remember()).learnHeaders(headers);
    },
    any: () => redactor !== undefined,
    without: (key, value) =>
      redactor && typeof value === 'string' && SENTENCES.has(key) ? redactor.text(value) : value,
  };
}
