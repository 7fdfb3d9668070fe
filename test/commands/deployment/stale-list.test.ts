import { expect, test } from 'vitest';
import { withMyApp } from '../../helpers/run.js';
import { relisted } from '../../helpers/service.js';

/*
 * An outdated list says five replicas although there are none: commands must not conclude that a change is done or
 * cheap.
 */

function behind() {
  const made = withMyApp({ replicas: 0 });
  made.intercept(relisted((all) => all.map((one) => ({ ...one, replicas: 5 }))));
  const exo = (line: string) => made.exo(`${line} -z at-vie-2`);
  const replicas = () => made.sandbox.deployments('at-vie-2')[0]?.replicas;
  return { ...made, exo, replicas };
}

test.each(['my-app 5', 'my-app=5', '--all 5 -f'])(
  'scale %s, the number in the list: the deployment itself is read, and scaled',
  async (words) => {
    const { exo, replicas } = behind();
    const { code, stdout, stderr } = await exo(`deployment scale ${words}`);
    expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: 5 });
    expect(stdout + stderr).not.toContain('already has');
  },
);

test.each(['my-app 3', 'my-app=3'])(
  'scale %s, fewer than in the list, does not count as cheaper than now',
  async (words) => {
    const { exo, replicas, changes } = behind();
    const { code, stderr } = await exo(`deployment scale ${words} --max-cost-per-hour 2 --prices off`);
    expect({ code, replicas: replicas(), changes: changes() }).toEqual({ code: 9, replicas: 0, changes: [] });
    expect(stderr).toContain('--max-cost-per-hour 2 cannot be checked');
  },
);

test('a deployment that cannot be read does not keep others from going to zero', async () => {
  const { exo, sandbox, replicas } = behind();
  sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 1 });
  sandbox.failNext('GET /ai/deployment/{id}=403');
  const { code, stderr } = await exo('deployment scale my-app=5 other=0');
  // my-app is scaled, too, whatever the list says.
  expect({ code, replicas: replicas() }, stderr).toEqual({ code: 0, replicas: 5 });
  expect(sandbox.deployments('at-vie-2').find(({ name }) => name === 'other')?.replicas).toBe(0);
});
