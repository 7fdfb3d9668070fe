import { exchange } from '../api/http/exchange.js';
import { type Connector, streamPool } from '../api/http/undici.js';
import { ownHeaders } from './headers.js';
import { type Passage, type Passed, pass } from './passage.js';

export type Upstream = ReturnType<typeof createUpstream>;

/** How long GET `/models` may take, in ms. */
const ASK_TIMEOUT_MS = 10_000;

/**
 * Makes the connection to a deployment: its URL with its key.
 * @param url the deployment's URL; the API is there or below it
 * @param bases URLs where the API may be, all at the same origin; the first is used until `ask` finds the API at
 * another
 * @param connector makes connections to the origin
 */
export function createUpstream(
  url: string,
  key: string,
  connector: Connector,
  bases: readonly string[] = [url],
) {
  const { origin } = new URL(url);
  const paths = bases.map((one) => new URL(one).pathname.replace(/\/+$/, ''));
  let [base = ''] = paths;
  const pool = streamPool(origin, connector);
  const statusOf = (path: string) =>
    exchange(pool, origin, {
      method: 'GET',
      url: `${origin}${path}`,
      headers: ownHeaders(key),
      timeoutMs: ASK_TIMEOUT_MS,
    }).then(
      ({ status }) => status,
      () => undefined,
    );
  return {
    key,
    /** @param rest the path below the deployment's URL: `/chat/completions` */
    pass: (passage: Passage, rest: string): Promise<Passed> => pass(pool, `${base}${rest}`, key, passage),
    /** The status of GET `/models`, tried at each base until one is not 404; undefined if there is no answer. */
    async ask(): Promise<number | undefined> {
      let status: number | undefined;
      for (const path of paths) {
        status = await statusOf(`${path}/models`);
        if (status === 404) continue;
        base = path;
        break;
      }
      return status;
    },
    close(): void {
      pool.destroy().catch(() => {});
    },
  };
}
