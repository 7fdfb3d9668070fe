import { describe, expect, test } from 'vitest';
import { bench, withMyApp } from '../helpers/run.js';

/* A name may look like an ID. If no object has it as an ID, it is looked up as a name before it counts as not found. */

const NAME = '11111111-1111-4111-8111-111111111111';

function placed() {
  const made = bench();
  made.sandbox.place({ zone: 'at-vie-2', name: NAME, replicas: 2 });
  const only = () => made.sandbox.deployments('at-vie-2')[0];
  return { ...made, only };
}

describe('a deployment whose name is a UUID', () => {
  test.each([
    ['scale', '0', { replicas: 0 }],
    ['update', '--name my-app', { name: 'my-app' }],
    ['delete', '-f', undefined],
  ])('is what %s changes', async (verb, words, after) => {
    const { exo, only } = placed();
    const { code, stderr } = await exo(`deployment ${verb} ${NAME} ${words} -z at-vie-2`);
    expect({ code, after: only() }, stderr).toMatchObject({ code: 0, after });
    expect(stderr).not.toContain('not found');
  });

  test('is deleted in a dry run, too', async () => {
    const { exo, only } = placed();
    const { stdout } = await exo(`deployment delete ${NAME} -f --dry-run -z at-vie-2`);
    expect(stdout).toBe(`DELETE /ai/deployment/${only()?.id} (zone at-vie-2)\n`);
  });

  test.each(['show', 'logs', 'reveal-api-key', 'explain', 'autoscale --max 4'])(
    'is found by %s',
    async (words) => {
      const [verb = '', ...flags] = words.split(' ');
      const { exo } = placed();
      const { code, stderr } = await exo(['deployment', verb, NAME, ...flags, '-z', 'at-vie-2']);
      expect(code, stderr).toBe(0);
    },
  );

  test('is ambiguous if two have it', async () => {
    const { exo, sandbox } = placed();
    const [first] = sandbox.world.data.deployments;
    if (first) sandbox.world.data.deployments.push({ ...first, id: NAME.replaceAll('1', '2') });
    const { code, stderr } = await exo(`deployment scale ${NAME} 0 -z at-vie-2`);
    expect(code).toBe(5);
    expect(stderr).toContain(`"${NAME}" is ambiguous`);
  });
});

test('an ID takes precedence over a name', async () => {
  const { exo, sandbox, id } = withMyApp({ replicas: 2 });
  sandbox.place({ zone: 'at-vie-2', name: id, replicas: 1 });
  expect((await exo(`deployment scale ${id} 0 -z at-vie-2`)).code).toBe(0);
  const sizes = sandbox.deployments('at-vie-2').map(({ name, replicas }) => [name, replicas]);
  expect(sizes).toEqual([
    ['my-app', 0],
    [id, 1],
  ]);
});

test('a UUID that is neither an ID nor a name is not found', async () => {
  const { exo } = bench();
  expect((await exo(`deployment scale ${NAME} 0 -z at-vie-2`)).code).toBe(4);
  const { code, stderr } = await exo(`deployment delete ${NAME} -f -z at-vie-2`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: `warning: ${NAME} not found.\n` });
});

test.each(['show', 'reveal', 'rotate -f'])('an API key whose name is a UUID: api-key %s', async (words) => {
  const [verb = '', ...flags] = words.split(' ');
  const { exo } = bench();
  await exo(['api-key', 'create', NAME, '--scope', 'public']);
  const { code, stderr } = await exo(['api-key', verb, NAME, ...flags]);
  expect(code, stderr).toBe(0);
});
