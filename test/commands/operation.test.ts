import { expect, test } from 'vitest';
import { bench, withMyApp } from '../helpers/run.js';

const ID = 'ABCDEF00-1111-2222-3333-444455556666';

test.each(['show', 'wait'])('operation %s takes an ID in capitals', async (verb) => {
  const { exo } = withMyApp();
  const begun = await exo('deployment scale my-app 2 -z at-vie-2 --no-wait -O json');
  const { id } = JSON.parse(begun.stdout);
  const { code, stdout } = await exo(`operation ${verb} ${String(id).toUpperCase()} -z at-vie-2 -O json`);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ id });
});

test('an operation that no zone has: the error names the zones that were asked', async () => {
  const { exo } = bench();
  const { code, stderr } = await exo(`operation show ${ID}`);
  expect(code).toBe(4);
  expect(stderr).toContain(`operation ${ID.toLowerCase()} was not found in any zone`);
  expect(stderr).toMatch(/hint: it was looked for in at-vie-1, at-vie-2, .*; the service forgets operations/);
  const there = await exo(`operation show ${ID}`, { env: { EXOSCALE_ZONE: 'at-vie-2' } });
  expect(there.stderr).toContain(
    'hint: it was looked for in at-vie-2 alone, because of EXOSCALE_ZONE; operations belong to a zone: name another with -z ZONE\n',
  );
});

test('an operation that no answering zone has, while another zone is silent, may exist', async () => {
  const { exo, sandbox } = bench();
  sandbox.failNext('GET /operation/{id}@de-fra-1=503 x*');
  const { code, stderr } = await exo(`operation wait ${ID}`);
  expect(code).toBe(10);
  expect(stderr).toContain(
    `error: operation ${ID.toLowerCase()} could not be looked for in every zone: 1 of `,
  );
  expect(stderr).toContain('hint: operations belong to a zone: name it with -z ZONE\n');
});
