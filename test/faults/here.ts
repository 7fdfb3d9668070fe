import { type Transport, TransportError } from '../../src/api/http/transport.js';
import type { Clock } from '../../src/clock.js';
import { createSandbox, DEFAULT_CREDENTIAL, type SandboxOptions } from '../../src/sandbox/index.js';
import { ids } from '../helpers/chance.js';
import { type Outcome, type RunOptions, run, sandboxTransport } from '../helpers/run.js';
import { virtualClock } from '../helpers/virtual-time.js';
import type { Trial } from './cases.js';
import { judged, type Seen } from './judge.js';
import type { Mutation } from './mutations.js';

/** Makes a service in virtual time, with a transport that gives up a request at its timeout as a real one does. */
export function service(options: SandboxOptions = {}) {
  const clock = virtualClock();
  const sandbox = createSandbox({
    clock,
    speed: 1,
    idSource: ids(),
    ...options,
    assumptions: { duplicateNames: 'allowed', ...options.assumptions },
  });
  return { clock, sandbox, transport: inTime(sandboxTransport(sandbox), clock) };
}

/** A shared reason for aborts: without a reason, each abort would make an error with a stack, which is slow. */
const ANSWERED = new Error('answered');

/** Adds timeouts to a transport, by the given clock. */
function inTime(inner: Transport, clock: Clock): Transport {
  return {
    ...inner,
    async send(request) {
      const { timeoutMs, signal } = request;
      const answered = new AbortController();
      const stop = () => answered.abort(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      const limit = clock
        .sleep(timeoutMs ?? Number.MAX_SAFE_INTEGER, answered.signal)
        .then(() => Promise.reject(new TransportError('timeout', true, 'no answer in time')));
      try {
        return await Promise.race([inner.send(request), limit]);
      } finally {
        signal?.removeEventListener('abort', stop);
        answered.abort(ANSWERED);
        limit.catch(() => {});
      }
    },
  };
}

/** Runs the command line of a mutation in this process. */
export function command(
  { command, stdin }: Pick<Mutation, 'command' | 'stdin'>,
  flags: readonly string[],
  { clock, transport }: { clock: Clock; transport: Transport },
  options: RunOptions = {},
): Promise<Outcome> {
  return run(
    [...command, ...flags],
    {
      transport,
      ...(stdin === undefined ? {} : { stdin }),
      ...options,
      env: {
        EXOSCALE_API_ENDPOINT: 'http://sandbox.invalid:1/v2',
        EXO_DI_ALLOW_HTTP: '1',
        EXOSCALE_API_KEY: DEFAULT_CREDENTIAL.key,
        EXOSCALE_API_SECRET: DEFAULT_CREDENTIAL.secret,
        ...options.env,
      },
    },
    clock,
  );
}

/** Runs the command of a trial in this process and in virtual time, against a service with the trial's faults. */
export function runHere({ mutation, faults, flags = [], world }: Trial): Promise<Seen> {
  const made = service({ ...world, fail: faults });
  return judged(mutation, made.sandbox, () => command(mutation, flags, made));
}
