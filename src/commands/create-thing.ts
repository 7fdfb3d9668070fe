import { type Created, type Creation, createOnce, SEARCH_MS } from '../api/create-once.js';
import type { Deps } from '../deps.js';
import type { Named } from './find.js';
import type { WaitInput } from './values.js';
import { waitOptions } from './wait-options.js';

/**
 * Creates a thing, whatever its kind, at most once (see `createOnce`), and says when one is taken for it whose answer
 * was lost. It is searched for a minute, or for --wait-timeout where that is shorter; under --no-wait too, since there
 * is no operation to print before it is decided.
 * @throws ExoError as `createOnce`
 */
export async function createThing<T extends Named, A>(
  deps: Deps,
  creation: Creation<T, A>,
  wait: Pick<WaitInput, '--wait-timeout'>,
): Promise<Created<T, A>> {
  const { what, zone } = creation;
  const { timeoutMs } = await waitOptions(deps, `create ${what}`, wait);
  let progress: ReturnType<Deps['io']['progress']> | undefined;
  try {
    const created = await createOnce(
      {
        ...creation,
        list(options) {
          progress ??= deps.io.progress(`No answer to the creation; looking for ${what} in ${zone} …`);
          return creation.list(options);
        },
      },
      { clock: deps.clock, signal: deps.signal, searchMs: Math.min(SEARCH_MS, timeoutMs) },
    );
    if (created.kind === 'adopted') {
      deps.io.warn(
        `the answer to the creation was lost, but ${what} (${created.item.id ?? 'without an ID'}) exists now in ${zone} and is taken for it`,
      );
    }
    return created;
  } finally {
    progress?.stop();
  }
}
