import { expect, test } from 'vitest';
import { valuesOfArgument, valuesOfFlag } from '../../src/completion/values.js';
import { GLOBAL_OPTIONS } from '../../src/program/flags.js';
import { readFlag } from '../../src/program/flags-at.js';
import { everyCommand } from '../helpers/tree.js';

/** Flags that take any value, so that there is nothing to offer. */
const FREE = `
  --all --allow-origin --at --at-once --base-url --concurrency --context --days --drain --endpoint --every
  --except --fail --for --heartbeat --huggingface-token --image --inference-engine-params
  --inference-engine-version --input-tokens --key --lag --latency --listen --lock-timeout --max
  --max-cost-per-hour --max-duration --max-pending --max-tokens --max-ttft --min --min-tps --model
  --model-id --month --name --output-template --output-tokens --package --ping --port --replicas
  --retry-for --scale-down-window --scale-up-window --secret --secret-command --since --sleep-after --slo
  --speed --system --tail --target-kv --target-waiting --temperature --timeout --token --until --user
  --wait-timeout --wake --wake-timeout
`
  .trim()
  .split(/\s+/);

test('every flag that takes a value has a completion or is in the list of free ones', async () => {
  const specs = await everyCommand();
  const free = specs
    .flatMap(({ spec }) =>
      [...(spec.options ?? []), ...GLOBAL_OPTIONS].map((flag) => ({ spec, flag: readFlag(flag) })),
    )
    .filter(({ spec, flag }) => flag.takes !== 'nothing' && valuesOfFlag(flag, { spec }) === 'free')
    .map(({ flag }) => flag);
  expect([...new Set(free.map(({ long }) => long))].sort()).toEqual(FREE);
});

test('every argument that names something that exists has a completion', async () => {
  const places = (await everyCommand()).filter(({ path }) => !/\b(create|add)$/.test(path.join(' ')));
  const free = places.flatMap(({ path, spec }) =>
    (spec.args ?? []).flatMap((arg, index) => {
      const args = Array.from({ length: index }, () => 'x');
      return valuesOfArgument({ place: { path, spec, branches: [] }, args }) === 'free'
        ? [arg.replace(/[[\]]/g, '')]
        : [];
    }),
  );
  // COMMAND is completed as the command itself would be.
  expect([...new Set(free)].sort()).toEqual([
    'COMMAND...',
    'ID',
    'NAME=SIZE...',
    'NEW-NAME',
    'PROMPT',
    'SIZE',
  ]);
});
