import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { TransportError } from '../../../../src/api/http/transport.js';
import { bench, sandboxTransport } from '../../../helpers/run.js';
import { instead, json, listing, named } from '../../../helpers/service.js';

const Z = '-z at-vie-2';
const MODEL = 'Qwen/Qwen3-8B';
const KINDS = {
  deployment: `deployment create app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 ${Z}`,
  model: `model create ${MODEL} ${Z}`,
  'api-key': 'api-key create ci --scope public',
};
type Kind = keyof typeof KINDS;

/**
 * A machine that has created something which no list shows yet.
 * @param isLost the answer to the creation was lost; otherwise it was accepted
 */
async function created(kind: Kind, isLost: boolean) {
  const made = bench();
  made.intercept(async (request, ask) => {
    const [, path] = named(request).split(' ');
    if (request.method === 'POST' && path === `/ai/${kind}` && isLost) {
      await ask(request);
      throw new TransportError('lost', true, 'the connection was lost');
    }
    if (request.method !== 'GET' || path !== `/ai/${kind}`) return undefined;
    const answer = JSON.parse((await ask(request)).body);
    const isOld = ({ name }: { name: string }) => !['app', 'chat', MODEL, 'ci'].includes(name);
    return json(
      Object.fromEntries(Object.entries(answer).map(([key, all]) => [key, (all as []).filter(isOld)])),
    );
  });
  const { code, stderr } = await made.exo(KINDS[kind] + (kind === 'api-key' ? '' : ' --no-wait'));
  expect(code, stderr).toBe(isLost ? 9 : 0);
  made.clock.advance(10 * 60_000);
  const before = made.changes().length;
  return { ...made, sent: () => made.changes().length - before };
}

const CHANGES: readonly [Kind, string][] = [
  ['deployment', `deployment delete app -f ${Z}`],
  ['deployment', `deployment scale app 0 ${Z}`],
  ['deployment', `deployment scale app=0 ${Z}`],
  ['deployment', `deployment scale --all 0 -f ${Z}`],
  ['deployment', `deployment update app --name chat ${Z}`],
  ['model', `model delete ${MODEL} -f ${Z}`],
  ['api-key', 'api-key delete ci -f'],
  ['api-key', 'api-key update ci --name nightly'],
  ['api-key', 'api-key rotate ci -f'],
];

describe('an object that this machine has created and no list shows yet', () => {
  test.each(CHANGES)('%s: %s finds it by its ID', async (kind, line) => {
    const { exo, sent } = await created(kind, false);
    const { code, stderr } = await exo(line);
    expect({ code, sent: sent() }, stderr).toEqual({ code: 0, sent: 1 });
    expect(stderr).toMatch(
      /^No list shows .+ in \S+ yet; it is found by the ID \S+ that it was created with\.$/m,
    );
  });

  test.each(CHANGES)(
    '%s: %s, if its ID is not known: the error says that it may exist',
    async (kind, line) => {
      const { exo, sent, clock } = await created(kind, true);
      const { code, stderr } = await exo(line);
      expect({ code, sent: sent() }).toEqual({ code: 9, sent: 0 });
      expect(stderr).toContain(', but it may exist: a run on this machine sent its creation at 2026-01-01T');
      expect(stderr).toContain(`look again with: exo-di ${kind} list`);
      clock.advance(61 * 60_000);
      expect((await exo(line)).code).toBe(/(delete|--all) .*-f/.test(line) ? 0 : 4);
    },
  );

  test.each([
    ['deployment', 'scale', '0'],
    ['deployment', 'delete', ''],
    ['deployment', 'delete', '-f'],
    ['model', 'delete', ''],
    ['model', 'delete', '-f'],
  ] as const)('%s %s ID %s uses the ID', async (kind, verb, more) => {
    const { exo, creations, sent } = await created(kind, false);
    const [record] = creations.written.values();
    const line = `${kind} ${verb} ${record?.accepted?.id} ${more} ${Z}`;
    const { code, stderr } = await exo(line, { stdin: 'y\n' });
    expect({ code, sent: sent() }, stderr).toEqual({ code: 0, sent: 1 });
  });

  test.each(['deployment scale ID 0', 'deployment delete ID -f', 'model delete ID -f'])(
    '%s, if the ID does not find it yet either: the error says that it may exist',
    async (line) => {
      const kind = line.startsWith('model') ? 'model' : 'deployment';
      const { exo, creations, clock } = bench({ assumptions: { visibleAfterMs: 30_000 } });
      await exo(`${KINDS[kind]} --no-wait`);
      const [record] = creations.written.values();
      const again = () => exo(`${line.replace('ID', record?.accepted?.id ?? '')} ${Z}`);
      const { code, stderr } = await again();
      expect(code, stderr).toBe(9);
      expect(stderr).toContain(', but it may exist: a run on this machine sent its creation at 2026-01-01T');
      clock.advance(30_000);
      expect((await again()).code).toBe(0);
    },
  );

  test.each(['app', 'ID'])('deployment wait %s waits up to a minute until it shows', async (name) => {
    const { exo, creations } = bench({ assumptions: { visibleAfterMs: 60_000 } });
    await exo(`${KINDS.deployment} --no-wait`);
    const [record] = creations.written.values();
    const { code, stderr } = await exo(
      `deployment wait ${name === 'ID' ? record?.accepted?.id : name} --for ready ${Z}`,
    );
    expect(code, stderr).toBe(0);
  });

  test('renamed before a list shows it: it is found by the new name', async () => {
    const { exo, sent } = await created('deployment', false);
    expect((await exo(`deployment update app --name chat ${Z}`)).code).toBe(0);
    const { code, stderr } = await exo(`deployment scale chat 0 ${Z}`);
    expect({ code, sent: sent() }, stderr).toEqual({ code: 0, sent: 2 });
  });

  test.each([true, false])('nothing gets its name while it may exist (answer lost: %s)', async (isLost) => {
    const { exo, sandbox, sent } = await created('deployment', isLost);
    sandbox.place({ zone: 'at-vie-2', name: 'old' });
    const { code, stderr } = await exo(`deployment update old --name app ${Z}`);
    expect({ code, sent: sent() }, stderr).toEqual({ code: isLost ? 9 : 5, sent: 0 });
    expect(stderr).toContain(
      isLost ? '; nothing was sent for deployment old' : 'there is a deployment app in at-vie-2',
    );
  });

  test('a record from before the clock was set back counts for an hour from now on', async () => {
    const { exo, clock } = await created('deployment', true);
    clock.advance(-24 * 60 * 60_000);
    expect((await exo(`deployment delete app -f ${Z}`)).code).toBe(9);
    clock.advance(61 * 60_000);
    expect((await exo(`deployment delete app -f ${Z}`)).code).toBe(0);
  });

  test.each([
    ['ready', 0, 'is ready.'],
    ['stopped', 8, 'is not stopped yet, but ready with 1 replica'],
    ['deleted', 8, 'is not deleted yet, but ready with 1 replica'],
  ])('deployment wait --for %s follows it by its ID, typed or known', async (until, ends, told) => {
    const { exo } = await created('deployment', false);
    const id = (await exo(`deployment show app ${Z} --output-template {{.ID}}`)).stdout.trim();
    for (const name of ['app', id]) {
      const { code, stderr } = await exo(`deployment wait ${name} --for ${until} --wait-timeout 1m ${Z}`);
      expect(code, stderr).toBe(ends);
      expect(stderr).toContain(`eployment ${name} in at-vie-2 ${told}`);
    }
  });

  test.each(['ready', 'stopped', 'deleted'])(
    'deployment wait --for %s, if its ID is not known: the error says that it may exist',
    async (until) => {
      const { exo } = await created('deployment', true);
      const { code, stderr } = await exo(`deployment wait app --for ${until} ${Z}`);
      expect(code).toBe(9);
      expect(stderr).toContain(', but it may exist: a run on this machine sent its creation at 2026-01-01T');
    },
  );

  test.each([
    ['deployment', `deployment show app ${Z}`],
    ['deployment', `deployment logs app ${Z}`],
    ['deployment', `deployment reveal-api-key app ${Z}`],
    ['deployment', `deployment history app ${Z}`],
    ['deployment', 'deployment top app'],
    ['model', `model show ${MODEL} ${Z}`],
    ['api-key', 'api-key show ci'],
  ] as const)('%s: %s says that it may exist, if its ID is not known', async (kind, line) => {
    const { exo, clock } = await created(kind, true);
    const { code, stdout, stderr } = await exo(line);
    expect({ code, stdout }, stderr).toEqual({ code: 9, stdout: '' });
    expect(stderr).toContain(', but it may exist: a run on this machine sent its creation at 2026-01-01T');
    clock.advance(61 * 60_000);
    expect((await exo(line)).code).toBe(line.includes('history') ? 0 : 4);
  });

  test('scale --all leaves out what was created elsewhere, or at another endpoint', async () => {
    const { exo, sent } = await created('deployment', false);
    const others = [
      ['-z ch-dk-2', {}],
      [Z, { env: { EXOSCALE_API_ENDPOINT: 'http://127.0.0.1:8788/v2' } }],
    ] as const;
    for (const [zone, given] of others) {
      const { code, stderr } = await exo(`deployment scale --all 0 -f ${zone}`, given);
      expect({ code, sent: sent() }).toEqual({ code: 0, sent: 0 });
      expect(stderr).toContain('No deployments in ');
    }
  });

  test('scale --all scales what the list shows, and reports what may exist', async () => {
    const { exo, sandbox, sent } = await created('deployment', true);
    const [lost] = sandbox.world.data.deployments;
    if (lost) sandbox.world.data.deployments.push({ ...lost, id: randomUUID(), name: 'listed' });
    const { code, stdout, stderr } = await exo(`deployment scale --all 0 -f ${Z}`);
    expect({ code, sent: sent() }, stderr).toEqual({ code: 9, sent: 1 });
    expect(stdout).toContain('listed');
    expect(stderr).toContain('deployment app in at-vie-2, but it may exist');
  });

  test.each([0, 30_000])(
    'delete takes no former one for it that a list still shows (lag %i)',
    async (visibleAfterMs) => {
      const { exo, intercept, sandbox } = bench({ assumptions: { visibleAfterMs } });
      const former = sandbox.place({ zone: 'at-vie-2', name: 'app' });
      const lists = [sandbox.deployments('at-vie-2'), []];
      expect((await exo(`deployment delete ${former} -f ${Z}`)).code).toBe(0);
      expect((await exo(`${KINDS.deployment} --no-wait`)).code).toBe(0);
      intercept(instead('GET /ai/deployment', () => json({ deployments: lists.shift() ?? [] })));
      const { code, stdout, stderr } = await exo(`deployment delete app -f ${Z}`);
      const left = sandbox.deployments('at-vie-2').length;
      expect({ code, left }, stdout + stderr).toEqual(
        visibleAfterMs === 0 ? { code: 0, left: 0 } : { code: 9, left: 1 },
      );
    },
  );

  test('delete takes what a list shows for the one that is meant, also if it cannot be read now', async () => {
    const { exo, intercept, sandbox, changes } = bench({ assumptions: { duplicateNames: 'allowed' } });
    expect((await exo(`${KINDS.deployment} --no-wait`)).code).toBe(0);
    const listed = sandbox.place({ zone: 'at-vie-2', name: 'app' });
    const list = listing(...sandbox.deployments('at-vie-2').filter(({ id }) => id === listed));
    intercept((request, ask) =>
      request.method === 'GET' && request.url.endsWith(listed) ? json({}, 503) : list(request, ask),
    );
    await exo(`deployment delete app -f --no-wait ${Z}`);
    expect(changes().filter((change) => change.startsWith('DELETE'))).toEqual([
      `DELETE /at-vie-2/v2/ai/deployment/${listed}`,
    ]);
  });

  test('reads find it by its ID, too', async () => {
    const { exo } = await created('deployment', false);
    expect((await exo(`deployment show app ${Z}`)).code).toBe(0);
  });

  test('deleted by somebody else: not found, once the lag no longer explains it', async () => {
    const { exo, sandbox, clock } = await created('deployment', false);
    sandbox.world.data.deployments.splice(0);
    clock.advance(-10 * 60_000);
    expect((await exo(`deployment delete app -f ${Z}`)).code).toBe(9);
    clock.advance(60_000);
    const { code, stderr } = await exo(`deployment delete app -f ${Z}`);
    expect(code).toBe(0);
    expect(stderr).toContain('warning: app not found. No list shows it in at-vie-2, so nothing was sent');
  });

  test.each([
    ['deployment', 'app', Z],
    ['deployment', 'ID', Z],
    ['model', MODEL, Z],
    ['api-key', 'ci', ''],
  ] as const)('%s delete %s: it can be created again at once', async (kind, name, zone) => {
    const { exo, creations, sandbox } = await created(kind, false);
    const id = sandbox.deployments('at-vie-2')[0]?.id;
    const { code, stderr } = await exo(`${kind} delete ${name === 'ID' ? id : name} -f ${zone}`);
    expect({ code, written: creations.written.size }, stderr).toEqual({ code: 0, written: 0 });
    expect((await exo(KINDS[kind])).code).toBe(0);
  });

  test('deleted by its ID after its answer was lost and a list shows it: it can be created again', async () => {
    const { exo, creations, sandbox } = await created('deployment', true);
    const id = sandbox.deployments('at-vie-2')[0]?.id;
    const honest = { transport: sandboxTransport(sandbox), stdin: 'y\n' };
    expect((await exo(`deployment delete ${id} ${Z}`, honest)).code).toBe(0);
    expect(creations.written.size).toBe(0);
  });

  test.each([false, true])(
    'the deletion of another one by its ID settles nothing (answer lost: %s)',
    async (isLost) => {
      const { exo, creations, sandbox } = await created('deployment', isLost);
      const id = sandbox.place({ zone: 'at-vie-2', name: 'other' });
      expect((await exo(`deployment delete ${id} -f ${Z}`)).code).toBe(0);
      expect([...creations.written.values()]).toMatchObject([{ name: 'app' }]);
    },
  );
});
