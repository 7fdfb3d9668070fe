import { type Connector, streamPool } from '../api/http/undici.js';
import { exchange } from '../api/http/undici-exchange.js';
import { ownHeaders } from './headers.js';
import { type Passage, type Passed, pass } from './passage.js';

export type Upstream = ReturnType<typeof createUpstream>;

/** How long GET `/models` may take, in ms. */
const ASK_TIMEOUT_MS = 10_000;

/**
 * Makes the connection to a deployment: its URL with its key.
 * @param url the deployment's URL; the API is there or below it
 * @param bases URLs where the API may be, all at the same origin; the first is used until the API is found. As long as
 * it is not, because the engine does not answer yet, it is looked for before each request
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
  let isFound = paths.length === 1;
  let looking: Promise<number | undefined> | undefined;
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
  const look = async (): Promise<number | undefined> => {
    let status: number | undefined;
    for (const path of paths) {
      status = await statusOf(`${path}/models`);
      if (status === 404) continue;
      base = path;
      // Something else may answer in place of an engine that does not serve yet.
      isFound ||= status !== undefined && status < 500;
      break;
    }
    return status;
  };
  /** The status of GET `/models`, tried at each base until one is not 404; undefined if there is no answer. */
  const ask = (): Promise<number | undefined> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  return {
    key,
    /** @param rest the path below the deployment's URL: `/chat/completions` */
    async pass(passage: Passage, rest: string): Promise<Passed> {
      if (!isFound) await ask();
      return pass(pool, `${base}${rest}`, key, passage);
    },
    ask,
    close(): void {
      pool.destroy().catch(() => {});
    },
  };
}
