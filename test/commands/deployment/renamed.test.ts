import { describe, expect, test } from 'vitest';
import { deployment, desk } from '../../helpers/inference-file.js';
import { relisted } from '../../helpers/service.js';

/* A deployment was renamed, and the list still shows it by its former name. */

function behind(is = 'new', listed = 'my-app') {
  const made = desk();
  const id = made.sandbox.place({ zone: 'at-vie-2', name: is, replicas: 2 });
  made.intercept(relisted((all) => all.map((one) => ({ ...one, name: listed }))));
  const exo = (line: string) => made.exo(`${line} -z at-vie-2`);
  return { ...made, exo, id, run: made.exo };
}

const NOT_MEANT =
  /my-app in at-vie-2 is now called "new", though the list still has its former name; it is left as it is/;

describe('by its former name', () => {
  test.each([
    'scale my-app 2',
    'scale my-app 3 --max-cost-per-hour 9',
    'scale my-app=2',
    'update my-app --inference-engine-version 0.24.0',
    'autoscale my-app --max 4',
    'delete my-app -f',
  ])('%s: refused once the deployment itself has told its name', async (line) => {
    const { exo, changes } = behind();
    const { code, stderr } = await exo(`deployment ${line}`);
    expect({ code, changes: changes() }, stderr).toEqual({ code: 5, changes: [] });
    expect(stderr).toMatch(NOT_MEANT);
    expect(stderr).toContain('use its new name; see what there is with: exo-di deployment list -z at-vie-2');
  });

  test('idle --scale-to-zero counts it as busy: it may be one that --except names', async () => {
    const { exo, changes } = behind();
    const { stderr } = await exo('deployment idle my-app --for 45m --scale-to-zero');
    expect(stderr).toMatch(NOT_MEANT);
    expect(changes()).toEqual([]);
  });

  test('zero is sent without reading it first, and its name is told afterwards', async () => {
    const { exo, sizes } = behind();
    const { code, stderr } = await exo('deployment scale my-app 0');
    expect({ code, sizes: sizes() }).toEqual({ code: 0, sizes: { new: 0 } });
    expect(stderr).toContain('deployment my-app in at-vie-2 was changed, and is now called "new"');
  });

  test('apply --prune deletes none that has the name of one in the file by now', async () => {
    const { run, write, sizes } = behind();
    write(deployment('new', 0));
    const { code, stderr } = await run('apply -f /f.yaml --prune --yes');
    expect({ code, sizes: sizes() }, stderr).toEqual({ code: 5, sizes: { new: 2 } });
    expect(stderr).toMatch(NOT_MEANT);
  });
});

test('a command that is not about names goes by what there is', async () => {
  const { exo, sizes } = behind();
  const idle = await exo('deployment idle --for 45m');
  expect(idle.stdout).toMatch(/\bnew\b/);
  expect(idle.stderr).not.toMatch(NOT_MEANT);
  for (const size of [2, 1]) {
    expect((await exo(`deployment scale --all ${size} -f`)).code).toBe(0);
    expect(sizes()).toEqual({ new: size });
  }
});

test.each(['scale ID 3', 'scale ID=3', 'update ID --inference-engine-version 0.24.0', 'delete ID -f'])(
  'by its ID or the beginning of it, the name does not matter: %s',
  async (line) => {
    for (const length of [8, 36]) {
      const { exo, id, changes } = behind();
      const { code, stderr } = await exo(`deployment ${line.replace('ID', id.slice(0, length))}`);
      expect({ code, changes: changes().length }, stderr).toEqual({ code: 0, changes: 1 });
    }
  },
);
