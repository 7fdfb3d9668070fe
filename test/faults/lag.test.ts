import { describe, expect, test } from 'vitest';
import { LONG_RUN } from '../helpers/chance.js';
import { FAST } from './cases.js';
import { command, service } from './here.js';
import { judged, reported } from './judge.js';
import { MUTATIONS } from './mutations.js';

/*
 * What was created shows only a while after it was accepted. That no list shows it proves nothing: it is sent once,
 * and the command finds it or says that it does not know.
 */
reported();

const LAGS_S = [0, 5, 15, 60];
const CREATIONS = MUTATIONS.filter(({ repeat }) => repeat === 'create');

/** What every run tries: each lag, and each loss once. */
const isChosen = (lag: number, loss: string) => LONG_RUN || lag === 15 || loss === 'reset-after';

/** What becomes of the answer, as faults of the creation, and the flags the command gets. */
const LOSSES: readonly (readonly [string, readonly string[]])[] = [
  ['slow=0', []],
  ['reset-after', []],
  ['cut', []],
  ['502-after:html', []],
  ['garbage', []],
  ['silence-after', ['--timeout', '5s']],
  // Given up on, and accepted afterwards.
  ['slow=20000', ['--timeout', '5s']],
  // Refused should it ever be sent again: quota, name, rate.
  ['reset-after; 412', []],
  ['reset-after; 400', []],
  ['reset-after; 429=0 x*', []],
];

for (const creation of CREATIONS)
  describe(creation.title, () => {
    for (const lag of LAGS_S)
      for (const [loss, flags] of LOSSES.filter(([loss]) => isChosen(lag, loss)))
        test(`${loss}, seen after ${lag} s`, async () => {
          const made = service({
            ...FAST,
            assumptions: { ...FAST.assumptions, visibleAfterMs: lag * 1_000 },
            fail: loss.split('; ').map((action) => `${creation.request}=${action}`),
          });
          const { code, state, said } = await judged(creation, made.sandbox, () =>
            command(creation, flags, made),
          );
          // What shows only after the search has ended may be left unknown, and the rest of the command undone.
          const known = code === 0 || (code === 9 && lag === 60);
          const right = state === 'done' || (code === 9 && state === 'begun');
          expect({ known, right, state }, `${code} ${said}`).toMatchObject({ known: true, right: true });
        });
  });
