import { describe, expect, test } from 'vitest';
import { LONG_RUN } from '../helpers/chance.js';
import { FAST } from './cases.js';
import { command, service } from './here.js';
import { judged, reported } from './judge.js';
import { MUTATIONS } from './mutations.js';

/*
 * Lists show a new object only a while after its creation was accepted. That no list shows it proves nothing, so the
 * command must send the creation once, and find the object or say that it does not know.
 */
reported();

const LAGS_S = [0, 5, 15, 60];
const CREATIONS = MUTATIONS.filter(({ repeat }) => repeat === 'create');

/** What the short run tries: each lag with one loss, and each loss with one lag. */
const isChosen = (lag: number, loss: string) => LONG_RUN || lag === 15 || loss === 'reset-after';

/** Ways to lose the creation's answer, as actions of faults, with flags for the command. */
const LOSSES: readonly (readonly [string, readonly string[]])[] = [
  ['slow=0', []],
  ['reset-after', []],
  ['cut', []],
  ['502-after:html', []],
  ['garbage', []],
  ['silence-after', ['--timeout', '5s']],
  // The command gives up before the service accepts.
  ['slow=20000', ['--timeout', '5s']],
  // A second creation request would be refused, for the quota, the name or the rate.
  ['reset-after; 412', []],
  ['reset-after; 400', []],
  ['reset-after; 429=0 x*', []],
];

for (const creation of CREATIONS)
  describe(creation.title, () => {
    for (const lag of LAGS_S)
      for (const [loss, flags] of LOSSES.filter(([loss]) => isChosen(lag, loss)))
        test(`${loss}, listed after ${lag} s: created once, or reported as unknown`, async () => {
          const made = service({
            ...FAST,
            assumptions: { ...FAST.assumptions, visibleAfterMs: lag * 1_000 },
            fail: loss.split('; ').map((action) => `${creation.request}=${action}`),
          });
          const { code, state, said } = await judged(creation, made.sandbox, () =>
            command(creation, flags, made),
          );
          // An object that is listed only after the search may stay unknown, and the rest of the command undone.
          const known = code === 0 || (code === 9 && lag === 60);
          const right = state === 'done' || (code === 9 && state === 'begun');
          expect({ known, right, state }, `${code} ${said}`).toMatchObject({ known: true, right: true });
        });
  });
