import type { Redactor } from './redact.js';

/** Sentences of the service: an operation's, a deployment's, a line of its logs. What was sent may be repeated in them. */
const SENTENCES: ReadonlySet<string> = new Set(['message', 'state-details']);

/** A token, or a parameter of the engine whose value may be a secret, in the text of a body. */
const MAY_HOLD = /"(?:huggingface-token"|-[^"]*(?:token|key|secret|pass|credential))/i;

/** The secrets that a client has sent or read, and what the service says without them. */
export interface Echoes {
  /** Learns the secrets of a body, sent or answered. */
  learn(body: string | undefined): Promise<void>;
  /** Whether there are any. */
  any(): boolean;
  /** A property of an answer: in a sentence no secret is repeated. */
  without(key: string, value: unknown): unknown;
}

/** The secrets of one client, none at first. */
export function echoes(): Echoes {
  let redactor: Redactor | undefined;
  return {
    async learn(body) {
      if (body === undefined || !MAY_HOLD.test(body)) return;
      redactor ??= new (await import('./redact.js')).Redactor();
      redactor.body(body);
    },
    any: () => redactor !== undefined,
    without: (key, value) =>
      redactor && typeof value === 'string' && SENTENCES.has(key) ? redactor.text(value) : value,
  };
}
