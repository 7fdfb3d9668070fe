import { expect, test } from 'vitest';
import { isInTime, prepared, shell } from '../helpers/examples.js';
import { everyCommand } from '../helpers/tree.js';

/** Examples that end with another exit code than 0, as the help of their command says. */
const OTHER_CODES: Readonly<Record<string, number>> = {
  'exo-di plan -f inference.yaml --detailed-exitcode': 11,
};

const examples = (await everyCommand()).flatMap(({ path, spec }) =>
  (spec.examples ?? []).map((example) => [example, path.join(' ')] as const),
);

// Examples in real time run at once, because they mostly wait.
for (const [example, command] of examples)
  test(example, { concurrent: isInTime(command) }, async () => {
    const { exo } = await prepared(example, command);
    const outcome = await shell(example, exo);
    expect(outcome.stderr).not.toMatch(/^error: /m);
    expect(outcome.code).toBe(OTHER_CODES[example] ?? 0);
  });
