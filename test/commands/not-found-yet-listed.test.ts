import { describe, expect, test } from 'vitest';
import { bench, withMyApp } from '../helpers/run.js';
import { json, named } from '../helpers/service.js';

/*
 * A 404 for a change of an object that the list still shows, in JSON like the service's own. "Not found" would be
 * understood as deleted, while the object is billed on.
 */

const GONE = '00000000-0000-4000-8000-00000000000f';

function denying() {
  const made = withMyApp({ replicas: 2 });
  made.intercept(({ method }) => (method === 'GET' ? undefined : json({ message: 'Not found' }, 404)));
  return { ...made, exo: (line: string) => made.exo(`${line} -z at-vie-2`) };
}

test.each([
  ['deployment scale my-app 0', 'could not scale deployment my-app'],
  ['deployment scale my-app=0', 'could not scale deployment my-app'],
  ['deployment scale my-app 3', 'could not scale deployment my-app'],
  ['deployment update my-app --name other', 'could not update deployment my-app'],
  ['deployment delete my-app -f', 'could not delete deployment my-app'],
  ['model delete openai/gpt-oss-20b -f', 'could not delete model openai/gpt-oss-20b'],
])('%s: exit 9, and that the list still shows it', async (line, what) => {
  const { code, stderr } = await denying().exo(line);
  expect(code, stderr).toBe(9);
  expect(stderr).toContain(`error: ${what} in at-vie-2: Not found (HTTP 404), yet the list still shows it\n`);
});

/** A list that still shows a deleted object. */
function behind() {
  const made = withMyApp({ replicas: 2 });
  made.intercept(({ method, url }) =>
    method === 'GET' && /\/ai\/(deployment|model)\/[^/]+$/.test(url)
      ? json({ message: 'Not found' }, 404)
      : undefined,
  );
  return { ...made, exo: (line: string) => made.exo(`${line} -z at-vie-2`) };
}

test.each(['deployment show my-app', 'deployment explain my-app', 'deployment update my-app --name other'])(
  '%s: exit 4, and that its name was found',
  async (line) => {
    const { code, stderr } = await behind().exo(line);
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringContaining('hint: it was found a moment ago: '),
    });
  },
);

test.each([
  ['deployment create my-app --model-name openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1', 5],
  ['model create openai/gpt-oss-20b', 5],
  ['model create openai/gpt-oss-20b --if-not-exists', 9],
])(
  '%s, of which a list shows two that neither ID finds: one may be new, so no third is made',
  async (line, exit) => {
    const { exo, changes, intercept } = behind();
    intercept(async (request, ask) => {
      if (!['GET /ai/deployment', 'GET /ai/model'].includes(named(request))) return undefined;
      const body: Record<string, object[]> = JSON.parse((await ask(request)).body);
      const doubled = Object.entries(body).map(([key, items]) => [
        key,
        [...items, ...items.map((item) => ({ ...item, id: GONE }))],
      ]);
      return json(Object.fromEntries(doubled));
    });
    const { code, stderr } = await exo(line);
    expect({ code, stderr }).toEqual({ code: exit, stderr: expect.stringContaining('nothing was sent') });
    expect(changes()).toEqual([]);
  },
);

test.each(['deployment scale my-app 3', 'deployment update my-app --name other'])(
  '%s, whose operation is not known: one 404 while the list shows the deployment does not end the wait',
  async (line) => {
    const made = withMyApp({ replicas: 2 });
    let isSent = false;
    const odd = [json({ message: 'Not found' }, 404), json({ message: 'Not found' }, 404)];
    made.intercept(({ method, url }) => {
      isSent ||= method !== 'GET';
      if (url.includes('/operation/')) return json({ message: 'Not found' }, 404);
      return isSent && /\/ai\/deployment\/[^/]+$/.test(url) && method === 'GET' ? odd.shift() : undefined;
    });
    const { code, stderr } = await made.exo(`${line} -z at-vie-2`);
    expect({ code, left: odd.length }, stderr).toEqual({ code: 0, left: 0 });
  },
);

test.each([
  'deployment scale my-app 0',
  'deployment scale my-app=3',
  'deployment update my-app --inference-engine-version 0.24.0',
])(
  '%s, called done: a 404 for every look while the list shows the deployment does not mean that it is gone',
  async (line) => {
    const made = withMyApp({ replicas: 2 });
    let isSent = false;
    made.intercept(({ method, url }) => {
      isSent ||= method !== 'GET';
      const isLook = isSent && method === 'GET' && /\/ai\/deployment\/[^/]+$/.test(url);
      return isLook ? json({ message: 'Not found' }, 404) : undefined;
    });
    const { code, stderr } = await made.exo(`${line} -z at-vie-2`);
    expect(code, stderr).toBe(9);
    expect(stderr).toMatch(/as done, but that could not be checked: .*, yet the list still shows it/);
    expect(stderr).not.toContain('is gone');
  },
);

test.each([
  'deployment idle my-app --for 45m --scale-to-zero',
  'deployment top my-app',
  'deployment autoscale my-app --max 4',
])('%s of a deployment that only the list shows: exit 9, and that the list still shows it', async (line) => {
  const { code, stderr } = await behind().exo(line);
  expect(code, stderr).toBe(9);
  expect(stderr).toContain(
    'could not read deployment my-app in at-vie-2: Not found (HTTP 404), yet the list',
  );
});

test('deployment scale of one that was deleted meanwhile: it is gone, and nobody is said to have scaled it', async () => {
  const made = withMyApp({ replicas: 2 });
  made.intercept(async (request, ask) => {
    if (request.method === 'GET') return undefined;
    const answer = await ask(request);
    made.sandbox.world.data.deployments.splice(0);
    return json({ ...JSON.parse(answer.body), state: 'success' });
  });
  const { code, stderr } = await made.exo('deployment scale my-app 0 -z at-vie-2');
  expect(code, stderr).toBe(7);
  expect(stderr).toContain('my-app in at-vie-2 is gone, though');
  expect(stderr).not.toContain('somebody else may have scaled it');
});

const LIKE = '--model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 --replicas 2';

test.each([
  ['deployment', `deployment create my-app ${LIKE} --if-not-exists`],
  ['model', 'model create openai/gpt-oss-20b --if-not-exists'],
])('%s that only the list shows is not said to exist: exit 9', async (_, line) => {
  const { exo, changes } = behind();
  const { code, stderr } = await exo(line);
  expect({ code, changes: changes() }, stderr).toEqual({ code: 9, changes: [] });
  expect(stderr).toMatch(
    /Not found \(HTTP 404\), yet the list still shows it; nothing was sent for .*\nhint: the list may be out of date/,
  );
  expect(stderr).not.toContain('already exists');
});

test('a refused creation: the hint is the command to list', async () => {
  const { exo, sandbox } = bench();
  sandbox.failNext('POST /ai/deployment=409');
  const { code, stderr } = await exo(`deployment create new ${LIKE} -z at-vie-2`);
  expect(code).toBe(5);
  expect(stderr).toContain('hint: see what there is with: exo-di deployment list\n');
});

test('an unknown ID: the hint is the command to list', async () => {
  const { stderr } = await bench().exo(`deployment show ${GONE} -z at-vie-2`);
  expect(stderr).toContain('hint: see what there is with: exo-di deployment list\n');
});

describe('delete -f of an unknown ID', () => {
  test.each(['deployment', 'model'])('%s: a warning, as for a name', async (noun) => {
    const { exo } = bench();
    const { code, stdout, stderr } = await exo(`${noun} delete ${GONE} -f -z at-vie-2`);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`warning: ${GONE} not found.`);
  });

  test('the others are deleted', async () => {
    const { exo, sandbox, id } = withMyApp();
    const { code, stdout } = await exo(`deployment delete ${GONE} ${id} -f -z at-vie-2 -O json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(sandbox.deployments()).toEqual([]);
  });

  test('twice: the second run has nothing to do', async () => {
    const { exo, id } = withMyApp();
    const line = `deployment delete ${id} -f -z at-vie-2`;
    expect([(await exo(line)).code, (await exo(line)).code]).toEqual([0, 0]);
  });
});
