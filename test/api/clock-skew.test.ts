import { expect, test } from 'vitest';
import { createSandbox, DEFAULT_CREDENTIAL } from '../../src/sandbox/index.js';
import { fakeClock, run, sandboxTransport, T0 } from '../helpers/run.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const { secret } = DEFAULT_CREDENTIAL;

const clockIs = (by: string) =>
  `this machine's clock is ${by} the service's, and signatures carry the time: set the clock right`;
const LOOK = 'check the key and secret, and what their role allows, with: exo-di doctor';

/** How the hint explains a refused signature. The service's time is in the Date header of its answer. */
test.each<[string, number, string, { code: number; hint: string | undefined }]>([
  ['in step', 0, secret, { code: 0, hint: undefined }],
  ['9 minutes behind, not yet expired', -9 * MINUTE, secret, { code: 0, hint: undefined }],
  ['20 minutes behind', -20 * MINUTE, secret, { code: 3, hint: clockIs('20 min behind') }],
  ['3 hours behind', -3 * HOUR, secret, { code: 3, hint: clockIs('3 h behind') }],
  ['refused, and 20 minutes ahead', 20 * MINUTE, 'wrong', { code: 3, hint: clockIs('20 min ahead of') }],
  ['refused, half a minute behind', -30 * SECOND, 'wrong', { code: 3, hint: LOOK }],
  ['refused in step', 0, 'wrong', { code: 3, hint: LOOK }],
])('our clock is %s', async (_, skewMs, used, expected) => {
  const sandbox = createSandbox({ clock: fakeClock(T0) });
  const env = {
    EXOSCALE_API_ENDPOINT: 'http://127.0.0.1:8787/v2',
    EXOSCALE_API_KEY: DEFAULT_CREDENTIAL.key,
    EXOSCALE_API_SECRET: used,
  };
  const { code, stderr } = await run(
    'deployment list -z at-vie-2',
    { env, transport: sandboxTransport(sandbox) },
    fakeClock(T0 + skewMs),
  );
  expect({ code, hint: /^hint: (.*)/m.exec(stderr)?.[1] }).toEqual(expected);
});
