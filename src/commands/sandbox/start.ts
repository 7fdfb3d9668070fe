import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { START_FAILURES } from '../../domain/choices.js';
import { KNOWN_GPU_TYPES } from '../../domain/gpus.js';
import { whatIsMeant } from '../../domain/likely.js';
import { quoteWord } from '../../domain/shell-words.js';
import { whenAborted } from '../../domain/when-aborted.js';
import type { Raw } from '../../program/spec.js';
import type { RunningSandbox } from '../../sandbox/index.js';
import { duration, oneOf, parseInput, readBy, text, wholeNumber, writtenFile } from '../lib/parse-input.js';

const DEFAULT_PORT = 8787;

/** How many times faster than the service; fractions slow it down. */
export const speed = readBy(
  (text) => (Number(text) > 0 && Number.isFinite(Number(text)) ? Number(text) : undefined),
  'be a number above 0',
);

const QUOTA = /^([^=]+)=(-1|\d+)$/;
const quotas = z.pipe(
  z.array(z.string().check(z.regex(QUOTA, { error: 'must look like gpua5000=8 (-1 for unlimited)' }))),
  z.transform((entries: string[]) =>
    Object.fromEntries(
      entries.map((entry) => [QUOTA.exec(entry)?.[1] ?? '', Number(QUOTA.exec(entry)?.[2])]),
    ),
  ),
);

const schema = z.object({
  '--port': z._default(wholeNumber(0, 65_535), DEFAULT_PORT),
  '--speed': z.optional(speed),
  '--state': z.optional(writtenFile),
  '--fail': z._default(z.array(z.string()), []),
  '--fail-start': z.optional(oneOf(START_FAILURES)),
  '--quota': z.optional(quotas),
  '--latency': z.optional(text),
  '--load': z.optional(text),
  '--lag': z.optional(duration),
});

/** The environment variables that make commands use a sandbox. */
export const variablesOf = ({ endpoint, key, secret, prices }: RunningSandbox) => ({
  EXOSCALE_API_ENDPOINT: endpoint,
  EXOSCALE_API_KEY: key,
  EXOSCALE_API_SECRET: secret,
  EXO_DI_PRICES: prices,
});

/** Serves the sandbox until it is interrupted, and prints what to paste into another shell. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw);
  const { canStrike, parseFault, parseLatency, startSandbox } = await import('../../sandbox/index.js');
  const latency = input['--latency'];
  const load =
    input['--load'] === undefined ? undefined : await (await deps.machine()).readText(input['--load']);
  const sandbox = await startSandbox({
    port: input['--port'],
    speed: input['--speed'],
    fail: input['--fail'],
    failStart: input['--fail-start'],
    stateFile: input['--state'],
    quotas: input['--quota'],
    latency: latency === undefined ? undefined : parseLatency(latency),
    load,
    assumptions: { visibleAfterMs: input['--lag'] ?? 0 },
    clock: deps.clock,
  });
  for (const [name, value] of Object.entries(variablesOf(sandbox)))
    deps.io.out(`export ${name}=${quoteWord(value)}\n`);
  deps.io.live();
  for (const fault of input['--fail'])
    if (!canStrike(parseFault(fault)))
      deps.io.warn(
        `--fail ${quoteWord(fault)} strikes nothing: the sandbox has no such method, path or zone`,
      );
  for (const family of Object.keys(input['--quota'] ?? {}))
    if (!KNOWN_GPU_TYPES.some((known) => known === family)) {
      const { question = `there are ${KNOWN_GPU_TYPES.join(', ')}` } = whatIsMeant(family, KNOWN_GPU_TYPES);
      deps.io.warn(`--quota ${quoteWord(family)} limits nothing: no zone has such a GPU type; ${question}`);
    }
  deps.io.say(
    `The sandbox is listening on ${sandbox.origin}. Paste the lines above into another shell; Ctrl-C ends it.`,
  );
  try {
    await whenAborted(deps.signal);
  } finally {
    await sandbox.close();
  }
  // Ctrl-C is the normal end of the sandbox: exit code 0.
  deps.io.say('The sandbox has ended.');
}
