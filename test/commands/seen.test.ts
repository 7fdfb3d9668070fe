import { describe, expect, test } from 'vitest';
import { TransportError } from '../../src/api/http/transport.js';
import { LONG_RUN } from '../helpers/chance.js';
import { deployment, desk } from '../helpers/inference-file.js';
import { sandboxTransport } from '../helpers/run.js';
import { type Answer, HTML_404, instead, json, lying, named, relisted } from '../helpers/service.js';

/*
 * Commands report only what they have seen: every command that changes something, against a service, or a proxy in
 * front of it, whose answers do not match what it does.
 */

const MODEL = 'openai/gpt-oss-20b';

/** One deployment `my-app` with two replicas, an API key `ci`, and a file that the tests write. */
async function world(options: Parameters<typeof desk>[0] = {}) {
  const made = desk(options);
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
  await made.exo('api-key create ci --scope public -Q');
  const before = made.changes().length;
  /** The changes sent to the service, with `*` for IDs. */
  const sent = () =>
    made
      .changes()
      .slice(before)
      .map((line) => line.replace(/ .*\/v2/, ' ').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*'));
  /** Runs a command line, in zone at-vie-2 unless a file names one, against a service with some answers replaced. */
  const against = (answer: Answer, line: string) =>
    made.exo(line.includes('f.yaml') || line.includes(Z) ? line : `${line} ${Z}`, {
      transport: lying(sandboxTransport(made.sandbox), answer),
    });
  return { ...made, id, sent, against };
}

const SCALE = 'POST /ai/deployment/*/scale';
const PATCH = 'PATCH /ai/deployment/*';
const DELETE = 'DELETE /ai/deployment/*';
const GET = 'GET /ai/deployment/*';
const Z = '-z at-vie-2';

/** Answers that accept each change although nothing is done. */
const idle: Answer = ({ method, url }) => {
  if (method === 'GET') return undefined;
  const answer = url.includes('/ai/api-key/') && method === 'PATCH';
  const id = '00000000-0000-4000-8000-0000000000aa';
  return json(answer ? { id, name: 'nightly', scope: 'public' } : { id, state: 'success' });
};

/** Commands that change something, with what each must say, and must not claim, if the change was not made. */
const CHANGES = [
  ['deployment scale my-app 0', 'still reports 2 replicas, not 0', 'billing stops'],
  ['deployment scale my-app 3', 'still reports 2 replicas, not 3', 'Scaled'],
  ['deployment scale my-app=0', 'still reports 2 replicas, not 0', 'scaled'],
  ['deployment scale --all 0 -f', 'still reports 2 replicas, not 0', 'scaled'],
  ['deployment update my-app --name chat', 'reports name my-app, not chat', 'updated.'],
  [
    'deployment update my-app --inference-engine-version 0.24.0',
    'reports inference engine version 0.25.1, not 0.24.0',
    'updated.',
  ],
  [
    'deployment update my-app --inference-engine-params --dtype=half',
    'reports inference engine parameters (none), not --dtype=half',
    'updated.',
  ],
  ['deployment delete my-app -f', 'deployment my-app in at-vie-2 is still there', 'deleted'],
  [`model delete ${MODEL} -f`, `model ${MODEL} in at-vie-2 is still there`, 'deleted'],
  ['api-key delete ci -f', 'API key ci is still there', 'deleted'],
  ['api-key update ci --name nightly', 'its name is ci, not nightly', 'updated.'],
] as const;

describe('the service calls a change done that it has not made', () => {
  test.each(CHANGES)('%s: exit 7', async (line, said, claim) => {
    const { against } = await world();
    const text = await against(idle, `${line} ${Z}`);
    expect({ ...text, code: text.code }).toMatchObject({ code: 7, stderr: expect.stringContaining(said) });
    expect(text.stderr).toContain('the service reported');
    expect(text.stdout + text.stderr).not.toContain(claim);
    const data = await against(idle, `${line} ${Z} -O json`);
    expect(data.code).toBe(7);
    if (line === 'deployment scale my-app 0') expect(JSON.parse(data.stdout)).toMatchObject({ replicas: 2 });
    expect(JSON.parse(data.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({
      error: { exit_code: 7 },
    });
    // A deletion prints what was deleted: nothing.
    if (line.includes('delete')) expect(data.stdout).toBe('[]\n');
  });

  test.each([
    [deployment('my-app', 0), '', 'still reports 2 replicas, not 0'],
    [deployment('my-app', 3), '', 'still reports 2 replicas, not 3'],
    [
      deployment('my-app', 2, ['inference-engine-version: "0.24.0"']),
      '',
      'write it like that in the file, or every run updates it again',
    ],
    [deployment('other', 0), '--prune --yes', 'deployment my-app in at-vie-2 is still there'],
  ])('apply %#: exit 7', async (file, flags, said) => {
    const { against, write } = await world();
    write(file);
    const text = await against(idle, `apply -f f.yaml ${flags}`);
    expect(text).toMatchObject({ code: 7, stderr: expect.stringContaining(said) });
    expect(text.stdout).toContain('my-app in at-vie-2: failed\n');
    const data = await against(idle, `apply -f f.yaml ${flags} -O json`);
    expect({ code: data.code, rows: JSON.parse(data.stdout) }).toMatchObject({
      code: 7,
      rows: expect.arrayContaining([expect.objectContaining({ name: 'my-app', result: 'failed' })]),
    });
  });

  test('clone --replace: exit 7, and that both are billed', async () => {
    const { against } = await world();
    const onlyScales: Answer = (request, ask) => (named(request) === SCALE ? idle(request, ask) : undefined);
    const { code, stderr } = await against(onlyScales, `deployment clone my-app new --replace -f ${Z}`);
    expect(code).toBe(7);
    expect(stderr).toContain('still reports 2 replicas, not 0');
    expect(stderr).toContain('deployment new was created and my-app is not scaled to zero: both are billed');
    expect(stderr).not.toContain('billing stops');
  });

  test('scaled by somebody else meanwhile: the message names the replicas before', async () => {
    const { against, sandbox, id } = await world();
    const other: Answer = (request, ask) => {
      if (request.method !== 'GET') sandbox.override(id, { replicas: 5 });
      return idle(request, ask);
    };
    const { code, stderr } = await against(other, `deployment scale my-app 3 ${Z}`);
    expect(code).toBe(7);
    expect(stderr).toContain('my-app in at-vie-2 reports 5 replicas, not 3, though the service');
    expect(stderr).toContain('it had 2: somebody else may have scaled it meanwhile');
  });

  test('the same if the change by somebody else is still under way', async () => {
    const { against, sandbox, id, clock } = await world();
    const since = clock.now();
    const other: Answer = async (request, ask) => {
      if (named(request) === SCALE) sandbox.override(id, { replicas: 5, state: 'scaling' });
      if (clock.now() > since + 10_000) sandbox.override(id, { state: 'ready' });
      return idle(request, ask);
    };
    const { code, stderr } = await against(other, `deployment scale my-app 0 ${Z}`);
    expect(code).toBe(7);
    expect(stderr).toContain('it had 2: somebody else may have scaled it meanwhile');
  });

  test('an empty 404, which any server on the way may answer, is not told as a fact', async () => {
    const { exo, sandbox } = await world();
    sandbox.failNext('DELETE /ai/deployment/*=404:empty');
    const { code, stderr } = await exo(`deployment delete my-app -f --wait-timeout 3s ${Z}`);
    expect({ code, stderr }).toMatchObject({
      code: 9,
      stderr: expect.stringContaining('it was not found (HTTP 404); it is still there'),
    });
  });

  test('a change that shows a moment later is done', async () => {
    const { against, clock, exo } = await world();
    let until = 0;
    const behind: Answer = async (request, ask) => {
      if (named(request) === SCALE) until = clock.now() + 12_000;
      if (named(request) !== GET || clock.now() >= until) return undefined;
      return json({ ...JSON.parse((await ask(request)).body), replicas: 2 });
    };
    const { code, stderr } = await against(behind, `deployment scale my-app 0 ${Z}`);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('GPU billing stops') });
    expect((await exo(`deployment show my-app ${Z} -O json`)).stdout).toContain('"replicas":0');
  });

  test('replicas that the service does not tell are not a failure, and a warning says so', async () => {
    const { exo, id, sandbox } = await world();
    sandbox.override(id, { replicas: undefined });
    const { code, stderr } = await exo(`deployment scale my-app 0 ${Z}`);
    expect(code).toBe(0);
    expect(stderr).toContain(
      `warning: the service calls "scale deployment my-app to 0 replicas" done in at-vie-2, but does not tell whether the deployment shows it; look again with: exo-di deployment show ${id} ${Z}\n`,
    );
  });
});

describe('the service calls a change done that is still under way', () => {
  /** Every operation reads as successful, and the change under way does not show yet. */
  const early: Answer = async (request, ask) => {
    const [id] = /(?<=\/operation\/)[^/]+$/.exec(request.url) ?? [];
    if (id !== undefined) return json({ id, state: 'success' });
    if (named(request) !== GET) return undefined;
    const seen = JSON.parse((await ask(request)).body);
    const isOver = seen.state === 'ready';
    return json(isOver ? seen : { ...seen, replicas: 2, 'inference-engine-parameters': [] });
  };
  /** The operation in the answer to the change reads as successful, too. */
  const atOnce: Answer = async (request, ask) => {
    if (![SCALE, PATCH].includes(named(request))) return early(request, ask);
    return json({ ...JSON.parse((await ask(request)).body), state: 'success' });
  };

  test.each([
    ['deployment scale my-app 3', 'Scaled my-app to 3 replicas.'],
    ['deployment scale my-app 0', 'Scaled my-app to zero: GPU billing stops'],
    ['deployment scale my-app=0', 'my-app in at-vie-2: scaled 2 → 0'],
    ['deployment update my-app --inference-engine-params --dtype=half', 'Deployment updated.'],
  ])('%s: its end is waited for', async (line, said) => {
    for (const answer of [early, atOnce]) {
      const { against, sandbox } = await world();
      const { code, stdout, stderr } = await against(answer, line);
      expect({ code, said: (stdout + stderr).includes(said) }, stderr).toEqual({ code: 0, said: true });
      expect(sandbox.deployments()).toMatchObject([{ state: 'ready' }]);
    }
  });

  test('a deletion in an unknown state is waited for until the deployment is gone', async () => {
    const { exo, against, sandbox, clock, id } = await world();
    const state = 'deleting';
    let goneAt = Number.POSITIVE_INFINITY;
    const going: Answer = async (request) => {
      if (named(request) === DELETE) {
        sandbox.override(id, { state });
        goneAt = clock.now() + 60_000;
        return json({ id, state: 'success' });
      }
      if (clock.now() >= goneAt) sandbox.world.data.deployments.splice(0);
      return undefined;
    };
    expect(await against(going, 'deployment delete my-app -f')).toMatchObject({
      code: 0,
      stdout: 'Deployment(s) deleted.\n',
    });
    expect((await exo(`deployment show my-app ${Z}`)).code).toBe(4);
  });

  test('a deletion that does not end: exit 8', async () => {
    const { against, sandbox, id } = await world();
    sandbox.override(id, { state: 'deleting' });
    const { code, stdout } = await against(idle, 'deployment delete my-app -f --wait-timeout 1m');
    expect({ code, stdout }).toEqual({ code: 8, stdout: '' });
  });

  test('a change that is undone: exit 7', async () => {
    const { against } = await world();
    const takenBack: Answer = async (request, ask) => {
      const answer = await early(request, ask);
      if (named(request) !== GET || !answer) return answer;
      return json({ ...JSON.parse(answer.body), replicas: 2 });
    };
    const { code, stderr } = await against(takenBack, 'deployment scale my-app 0');
    expect(code).toBe(7);
    expect(stderr).toContain('could not scale deployment my-app to 0 replicas in at-vie-2: it was accepted');
    expect(stderr).not.toContain('billing stops');
  });

  test('a change that does not end: exit 8', async () => {
    const { against, sandbox, id } = await world();
    sandbox.override(id, { replicas: 2, state: 'scaling' });
    const { code, stderr } = await against(early, 'deployment scale my-app 0 --wait-timeout 1m');
    expect(code).toBe(8);
    expect(stderr).toContain('still not done after 60 s: scale deployment my-app to 0 replicas');
  });

  test.each(['deployment scale my-app 0', 'deployment scale my-app=0'])(
    '%s --no-wait: reported as accepted, not as done',
    async (line) => {
      const { against, clock } = await world();
      const before = clock.now();
      const { code, stdout, stderr } = await against(atOnce, `${line} --no-wait`);
      expect({ code, seconds: (clock.now() - before) / 1000 }).toEqual({ code: 0, seconds: 0 });
      expect(stdout + stderr).not.toMatch(/scaled|billing stops/i);
    },
  );
});

describe('the service calls a change done, and the deployment cannot be read', () => {
  test.each(CHANGES)('%s: nothing is claimed', async (line, _, claim) => {
    const { against } = await world();
    let changed = false;
    const blind: Answer = ({ method, url }) => {
      changed ||= method !== 'GET';
      return changed && method === 'GET' && !url.includes('/operation/') ? json({}, 503) : undefined;
    };
    const { code, stdout, stderr } = await against(blind, `${line} ${Z}`);
    expect(code).toBe(9);
    expect(stderr).toMatch(/the service reported "[^"]+" as done, but that could not be checked: could not/);
    expect(stderr).toContain('look again with: exo-di ');
    expect(stdout + stderr).not.toContain(claim);
  });
});

describe('a deletion is done when a look shows it gone', () => {
  const deletions = [
    ['deployment delete my-app -f', DELETE],
    ['apply -f f.yaml --prune --yes', DELETE],
    [`model delete ${MODEL} -f`, 'DELETE /ai/model/*'],
    ['api-key delete ci -f', 'DELETE /ai/api-key/*'],
  ] as const;
  /** A failure of a gateway, and then answers of a proxy instead of the service. */
  const away = (request: string, then = HTML_404): Answer => {
    const answers = [json({}, 502)];
    return (asked) => (named(asked) === request ? (answers.shift() ?? then) : undefined);
  };
  const EMPTY_404 = { status: 404, headers: {}, body: '' };
  const TEXT_404 = { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found' };

  for (const [line, request] of deletions) {
    test.each([
      ["a proxy's page", HTML_404],
      ['an empty 404', EMPTY_404],
      ['a 404 in plain text', TEXT_404],
    ])(`${line}: 502, then %s, and it is still there`, async (_, then) => {
      const { against, write, sandbox } = await world();
      write(deployment('other', 0));
      const { code, stdout, stderr } = await against(away(request, then), line);
      expect({ code: code === 0, stdout: /deleted/.test(stdout) }, stderr).toEqual({
        code: false,
        stdout: false,
      });
      expect(stderr).toContain('it is still there, and it is not known whether it was accepted');
      expect(sandbox.deployments()).toHaveLength(1);
    });

    test(`${line}: 502, then a gateway's JSON 404 for it and for every look, while the list shows it`, async () => {
      const { against, write, sandbox } = await world();
      write(deployment('other', 0));
      const tries = [json({}, 502)];
      const look = request.replace('DELETE', 'GET');
      const gateway: Answer = (asked) => {
        if (named(asked) !== request && named(asked) !== look) return undefined;
        const first = named(asked) === request ? tries.shift() : undefined;
        return first ?? json({ message: 'no Route matched with those values' }, 404);
      };
      const { code, stdout, stderr } = await against(gateway, line);
      expect({ code, stdout: /deleted/.test(stdout) }, stderr).toEqual({ code: 9, stdout: false });
      expect(stderr).toContain('yet the list still shows it');
      expect(sandbox.deployments()).toHaveLength(1);
    });

    test(`${line}: the proxy's page for the very first try`, async () => {
      const { against, write } = await world();
      write(deployment('other', 0));
      const page: Answer = (asked) => (named(asked) === request ? HTML_404 : undefined);
      const { code, stderr } = await against(page, line);
      expect(code).toBe(9);
      expect(stderr).toContain('a web page answered in place of the service (HTTP 404)');
    });

    test(`${line}: performed, the answer lost, and a proxy's page for every look: the list tells`, async () => {
      const { against, write, sandbox } = await world();
      write(deployment('other', 0));
      const shut: Answer = async (asked, ask) => {
        if (named(asked) === request) {
          await ask(asked);
          throw new TransportError('lost', true, 'the connection was lost');
        }
        return asked.method === 'GET' && named(asked) === request.replace('DELETE', 'GET')
          ? HTML_404
          : undefined;
      };
      const { code, stderr } = await against(shut, line);
      expect(code, stderr).toBe(0);
      const left = [sandbox.deployments(), sandbox.world.data.apiKeys, sandbox.models('at-vie-2')];
      expect(left.map(({ length }) => length)).not.toEqual([1, 1, 5]);
    });
  }

  test('a 404 of the service itself for the second try is believed', async () => {
    const { against, sandbox } = await world();
    const gone: Answer = (asked) => {
      if (named(asked) !== DELETE) return undefined;
      if (sandbox.deployments().length === 0) return json({ title: 'Not Found' }, 404);
      sandbox.world.data.deployments.splice(0);
      return json({}, 502);
    };
    expect(await against(gone, `deployment delete my-app -f ${Z}`)).toMatchObject({
      code: 0,
      stdout: 'Deployment(s) deleted.\n',
    });
  });

  test('deleting again while the deletion is under way: it is waited for', async () => {
    const { exo, sandbox } = await world({ assumptions: { repeatedDelete: 'refused' } });
    await exo(`deployment delete my-app -f ${Z} --no-wait`);
    expect(await exo(`deployment delete my-app -f ${Z}`)).toMatchObject({
      code: 0,
      stdout: 'Deployment(s) deleted.\n',
    });
    expect(sandbox.deployments()).toEqual([]);
  });

  test.each([
    [`model delete ${MODEL} -f ${Z}`, 'DELETE /ai/model/*'],
    ['api-key delete ci -f', 'DELETE /ai/api-key/*'],
  ])('%s: refused because a deletion is under way', async (line, request) => {
    const { against, clock } = await world();
    let goneAt = 0;
    const going: Answer & { performed?: () => unknown } = async (asked, ask) => {
      if (named(asked) === request) {
        goneAt = clock.now() + 5_000;
        going.performed = () => ask(asked);
        return json({ title: 'Conflict' }, 409);
      }
      if (named(asked) !== request.replace('DELETE', 'GET') || clock.now() < goneAt) return undefined;
      await going.performed?.();
      return undefined;
    };
    expect(await against(going, line)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('deleted.'),
    });
  });

  test('refused, and the deployment stays: the refusal, and how to wait', async () => {
    const { against } = await world();
    const refused: Answer = instead(DELETE, () => json({ title: 'Conflict' }, 409));
    const { code, stderr } = await against(refused, `deployment delete my-app -f ${Z}`);
    expect(code).toBe(5);
    expect(stderr).toContain('exo-di deployment wait my-app --for deleted -z at-vie-2');
  });
});

describe('a scaling to zero is sent even if the list shows zero replicas', () => {
  /** An outdated list shows the deployment at rest with no replicas. */
  const behind = relisted((all) =>
    all.map((one) => (one.name === 'my-app' ? { ...one, replicas: 0, state: 'ready' } : one)),
  );

  test.each([
    `deployment scale my-app 0 ${Z}`,
    `deployment scale my-app 0 ${Z} -O json`,
    `deployment scale my-app 0 ${Z} --no-wait`,
    `deployment scale my-app=0 ${Z}`,
    `deployment scale --all 0 -f ${Z}`,
    'apply -f f.yaml',
    `deployment clone my-app new --replace -f ${Z}`,
  ])('%s', async (line) => {
    const { against, write, sent, sandbox } = await world();
    write(deployment('my-app', 0));
    const { code } = await against(behind, line);
    expect({ code, sent: sent().filter((one) => one === SCALE) }).toEqual({ code: 0, sent: [SCALE] });
    expect(sandbox.deployments().find(({ name }) => name === 'my-app')?.replicas).toBe(0);
  });

  test('plan shows the scaling, too', async () => {
    const { against, write } = await world();
    write(deployment('my-app', 0));
    expect((await against(behind, 'plan -f f.yaml')).stdout).toContain('scale 2 → 0');
  });

  test('--dry-run shows it', async () => {
    const { against } = await world();
    const one = await against(behind, `deployment scale my-app 0 ${Z} --dry-run`);
    expect(one.stdout).toContain('"replicas": 0');
    const all = await against(behind, `deployment scale --all 0 ${Z} --dry-run -O json`);
    expect(JSON.parse(all.stdout)).toHaveLength(1);
  });

  test('apply twice: the second run sends nothing, because the deployment itself has zero replicas', async () => {
    const { exo, write, sent } = await world();
    write(deployment('my-app', 0));
    await exo('apply -f f.yaml -Q');
    expect(await exo('apply -f f.yaml -Q')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(sent()).toEqual([SCALE]);
  });
});

describe('after an answer that makes no sense, the command looks whether the change was made', () => {
  const answers = [
    ['204', { status: 204, headers: {}, body: '' }],
    ['an empty 202', { status: 202, headers: {}, body: '' }],
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>ok</html>' }],
    ['another shape', json({})],
    ['an ID that is none', json({ id: 'op\r1', state: 'pending' })],
    ['half a sentence', { status: 200, headers: {}, body: '{"id": "0' }],
  ] as const;
  const lines = [
    ['deployment scale my-app 0', SCALE],
    ['deployment scale my-app 3', SCALE],
    ['deployment scale my-app=0', SCALE],
    ['deployment update my-app --name chat', PATCH],
    ['deployment delete my-app -f', DELETE],
    [`model delete ${MODEL} -f`, 'DELETE /ai/model/*'],
    ['api-key delete ci -f', 'DELETE /ai/api-key/*'],
    ['api-key update ci --name nightly', 'PATCH /ai/api-key/*'],
    ['apply -f f.yaml', SCALE],
  ] as const;
  // The client's tests try every such answer with every request; here each command and each answer is tried once.
  const cases = lines.flatMap(([line, request], at) =>
    answers
      .filter((_, kind) => LONG_RUN || at === 0 || kind === at % answers.length)
      .map(([what, answer]) => [`${line}: ${what}`, line, request, answer] as const),
  );

  test.each(cases)('%s, and the change shows some seconds later', async (_, line, request, answer) => {
    const { against, write, clock, sandbox } = await world();
    write(deployment('my-app', 0));
    const late: { at: number; act: () => Promise<unknown> }[] = [];
    const slow: Answer = async (asked, ask) => {
      for (const { at, act } of late) if (at <= clock.now()) late.splice(0) && (await act());
      if (named(asked) !== request) return undefined;
      // Signatures are good for minutes.
      late.push({ at: clock.now() + 20_000, act: () => ask(asked) });
      return answer;
    };
    expect(await against(slow, line)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('was lost, but'),
    });
    expect(late).toEqual([]);
    expect(sandbox.models('at-vie-2').length + sandbox.deployments().length).toBeGreaterThan(4);
  });

  test.each([
    ['', 60],
    ['--wait-timeout 5s', 5],
    ['--no-wait', 60],
    ['--no-wait --wait-timeout 5s', 5],
  ])('a change that never shows: with %s it is reported as not known after %i s', async (flags, seconds) => {
    const { against, clock } = await world();
    const start = clock.now();
    const swallowed: Answer = instead(SCALE, () => json({}));
    const { code, stdout, stderr } = await against(swallowed, `deployment scale my-app 0 ${Z} ${flags}`);
    expect({ code: code === 0, stdout }).toEqual({ code: false, stdout: '' });
    expect(stderr).toContain('so far it has not taken effect, so it may not have been accepted');
    expect(stderr).toContain('running the command again is safe');
    expect(Math.round((clock.now() - start) / 1_000)).toBe(seconds);
  });

  test('what has been so since before the change was sent is believed some seconds after it', async () => {
    const { against, clock, id } = await world();
    const since = clock.now();
    const earlier = new Date(since - 60_000).toISOString();
    const stopped: Answer = async (asked, ask) => {
      if (named(asked) === SCALE) return json({});
      const answer = await ask(asked);
      if (named(asked) !== GET) return answer;
      return json({ ...JSON.parse(answer.body), replicas: 0, 'updated-at': earlier });
    };
    expect(await against(stopped, `deployment scale ${id} 0 ${Z}`)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('was lost, but the service shows what was asked for'),
    });
    const seconds = (clock.now() - since) / 1_000;
    expect(seconds).toBeGreaterThanOrEqual(15);
    expect(seconds).toBeLessThan(60);
  });

  test.each([
    ['', 'so far it has not taken effect'],
    ['--wait-timeout 5s', 'what the service shows may be from before it was sent'],
  ])('answers by the ID are 10 s behind, from when it had been stopped: %s', async (flags, told) => {
    const { against, clock, id } = await world();
    const since = clock.now();
    const earlier = new Date(since - 60_000).toISOString();
    const behind: Answer = async (asked, ask) => {
      if (named(asked) === SCALE) return json({});
      const answer = await ask(asked);
      if (named(asked) !== GET || clock.now() > since + 10_000) return answer;
      return json({ ...JSON.parse(answer.body), replicas: 0, 'updated-at': earlier });
    };
    const { code, stderr } = await against(behind, `deployment scale ${id} 0 ${Z} ${flags}`);
    expect({ code, stderr }).toEqual({ code: 9, stderr: expect.stringContaining(told) });
  });

  test('the same if the operation of the change is not known', async () => {
    const { against, clock, id } = await world();
    const since = clock.now();
    const earlier = new Date(since - 60_000).toISOString();
    const behind: Answer = async (asked, ask) => {
      if (named(asked) === SCALE) return json({ id: id.replace(/.$/, 'f'), state: 'pending' });
      const answer = await ask(asked);
      if (named(asked) !== GET || clock.now() > since + 10_000) return answer;
      return json({ ...JSON.parse(answer.body), replicas: 0, 'updated-at': earlier });
    };
    const { code, stderr } = await against(behind, `deployment scale my-app 0 ${Z}`);
    const said = expect.stringContaining('it was accepted, but did not take effect');
    expect({ code, stderr }).toEqual({ code: 7, stderr: said });
  });

  test('a change that shows only once it is done is looked for as long as the deployment changes', async () => {
    const { against, sandbox, id, clock } = await world();
    let struck = false;
    const lost: Answer = async (asked, ask) => {
      if (named(asked) === SCALE) {
        await ask(asked);
        struck = true;
        sandbox.override(id, { replicas: 2 });
        return json({});
      }
      if (struck && sandbox.deployments()[0]?.state === 'ready') sandbox.override(id, { replicas: 4 });
      return undefined;
    };
    const start = clock.now();
    const { code, stderr } = await against(lost, `deployment scale my-app 4 ${Z}`);
    expect({ code, minutes: Math.floor((clock.now() - start) / 60_000) }, stderr).toEqual({
      code: 0,
      minutes: 8,
    });
  });

  test('with --no-wait it is reported as accepted, not as done', async () => {
    const { against } = await world();
    const lost: Answer = async (asked, ask) => {
      if (named(asked) !== SCALE) return undefined;
      await ask(asked);
      return json({});
    };
    const { code, stderr } = await against(lost, `deployment scale my-app 0 ${Z} --no-wait`);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('shows what was asked for'),
    });
    expect(stderr).not.toContain('billing stops');
    expect(stderr).toContain('exo-di deployment show my-app -z at-vie-2');
  });
});

describe('the same change again, while it is under way, joins it', () => {
  test.each([
    ['deployment scale my-app 4', 'Scaled my-app to 4 replicas.'],
    ['deployment scale my-app=4', 'scaled to 4'],
    [
      'deployment update my-app --inference-engine-version 0.24.0',
      'It is updating; waiting until that has ended.',
    ],
  ])('%s', async (line, said) => {
    const { exo, sandbox } = await world();
    expect((await exo(`${line} ${Z} --wait-timeout 1s`)).code).toBe(8);
    const { code, stdout, stderr } = await exo(`${line} ${Z}`);
    expect({ code, said: (stdout + stderr).includes(said) }, stderr).toEqual({ code: 0, said: true });
    expect(sandbox.deployments()).toMatchObject([{ state: 'ready' }]);
    expect(await exo(`${line} ${Z} -Q`)).toMatchObject({ code: 0, stderr: '' });
  });

  test('-O json prints the deployment at rest', async () => {
    const { exo } = await world();
    await exo(`deployment scale my-app 4 ${Z} --no-wait`);
    const { code, stdout } = await exo(`deployment scale my-app 4 ${Z} -O json`);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, replicas: 4, state: 'ready' });
  });

  test('apply waits for it, and checks that it stays done', async () => {
    const { exo, write } = await world();
    write(deployment('my-app', 4));
    expect((await exo('apply -f f.yaml --wait-timeout 1s')).code).toBe(8);
    expect((await exo('apply -f f.yaml')).code).toBe(0);
  });

  test.each(['deployment scale my-app 4', 'apply -f f.yaml'])(
    '%s, and the change is undone: exit 7',
    async (line) => {
      const { exo, write, sandbox } = await world();
      write(deployment('my-app', 4));
      const zone = line.startsWith('apply') ? '' : ` ${Z}`;
      sandbox.failNext('POST /ai/deployment/{id}/scale=operation-failure');
      await exo(`${line}${zone} --no-wait`);
      const { code, stderr } = await exo(`${line}${zone}`);
      expect(code).toBe(7);
      expect(stderr).toContain('could not scale deployment my-app to 4 replicas in at-vie-2');
      expect(stderr).not.toContain('Scaled');
    },
  );

  test('with --no-wait it is reported as under way', async () => {
    const { exo } = await world();
    await exo(`deployment scale my-app 4 ${Z} --no-wait`);
    const { code, stdout, stderr } = await exo(`deployment scale my-app 4 ${Z} --no-wait`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('The same change is already under way: scale deployment my-app to 4 replicas.');
    expect(stderr).not.toContain('Scaled');
  });

  test.each(['my-app 4', 'my-app=4'])(
    'scale %s, if the old size shows until it is done: the quota is not mentioned',
    async (words) => {
      const { exo, sandbox, id } = await world({ quotas: { gpua5000: 4 } });
      await exo(`deployment scale my-app 4 ${Z} --no-wait`);
      sandbox.override(id, { replicas: 2 });
      const { code, stderr } = await exo(`deployment scale ${words} ${Z}`);
      expect(code).toBe(5);
      expect(stderr).toContain('exo-di deployment wait my-app --for ready -z at-vie-2');
    },
  );

  test('another size is exit 5, with the command to wait', async () => {
    const { exo } = await world();
    await exo(`deployment scale my-app 4 ${Z} --no-wait`);
    const { code, stderr } = await exo(`deployment scale my-app 1 ${Z}`);
    expect(code).toBe(5);
    expect(stderr).toContain('exo-di deployment wait my-app --for ready -z at-vie-2');
  });
});

test('a deletion that is lost, of a deployment too new to be found, is not called done', async () => {
  const { exo, against, sandbox } = await world({ assumptions: { visibleAfterMs: 30_000 } });
  await exo(`deployment create new --model-name ${MODEL} --gpu-type gpua5000 --gpu-count 1 --no-wait ${Z}`);
  const made = sandbox.deployments('at-vie-2').find(({ name }) => name === 'new');
  let isLost = false;
  const losing: Answer = ({ method }) => {
    if (method !== 'DELETE' || isLost) return undefined;
    isLost = true;
    throw new TransportError('lost', true, 'the connection was lost');
  };
  const { code, stdout, stderr } = await against(losing, `deployment delete ${made?.id} -f ${Z}`);
  expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
  expect(stderr).toContain('it may be too new to be found');
});

describe('a deployment in state error after a change that the service calls done', () => {
  test.each([
    ['deployment scale my-app 3', ''],
    ['deployment scale my-app=3', ''],
    ['deployment scale --all 3 -f', ''],
    ['deployment update my-app --inference-engine-version 0.24.0', 'Deployment updated.'],
    ['deployment update my-app --inference-engine-version 0.25.1', 'Deployment updated.'],
  ])('%s: exit 7', async (line, claim) => {
    const { exo, sandbox, id } = await world();
    sandbox.override(id, { state: 'error', 'state-details': 'CUDA out of memory' });
    const { code, stdout, stderr } = await exo(`${line} ${Z}`);
    expect(code).toBe(7);
    expect(stderr).toContain('deployment my-app in at-vie-2 is in state error: CUDA out of memory');
    expect(stdout).toBe('');
    if (claim) expect(stdout).not.toContain(claim);
    expect((await exo(`${line} ${Z} -O json`)).code).toBe(7);
  });

  test('an update that has nothing to send does not call anything done', async () => {
    const { exo, sandbox, id, sent } = await world();
    sandbox.override(id, { state: 'error', 'state-details': 'CUDA out of memory' });
    const { stderr } = await exo(`deployment update my-app --inference-engine-version 0.25.1 ${Z}`);
    expect(sent()).toEqual([]);
    expect(stderr).toContain('is in state error: CUDA out of memory; nothing was sent\n');
    expect(stderr).not.toContain('as done');
  });

  test('at zero replicas state error is no failure of the scaling', async () => {
    const { exo, sandbox, id } = await world();
    sandbox.override(id, { state: 'error' });
    expect((await exo(`deployment scale my-app 0 ${Z}`)).code).toBe(0);
    expect((await exo(`deployment update my-app --name chat ${Z}`)).code).toBe(0);
  });
});

describe('create --if-not-exists checks the existing deployment', () => {
  const CREATE = `deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 --if-not-exists ${Z}`;

  test('a different number of replicas is reported, with the command to change it', async () => {
    const { exo } = await world();
    const { code, stderr } = await exo(`${CREATE} --replicas 3`);
    expect(code).toBe(0);
    expect(stderr).toContain('my-app already exists in at-vie-2 with 2 replicas, not 3; nothing was sent.');
    expect(stderr).toContain('To scale it: exo-di deployment scale my-app 3 -z at-vie-2');
    expect((await exo(`${CREATE} --replicas 2`)).stderr).not.toContain('To scale it');
  });

  test('in state error: exit 7', async () => {
    const { exo, sandbox, id, sent } = await world();
    sandbox.override(id, { state: 'error', 'state-details': 'CUDA out of memory' });
    const { code, stderr } = await exo(CREATE);
    expect({ code, sent: sent() }).toEqual({ code: 7, sent: [] });
    expect(stderr).toContain('is in state error: CUDA out of memory; nothing was sent');
    const data = await exo(`${CREATE} -O json`);
    expect({ code: data.code, ...JSON.parse(data.stdout) }).toMatchObject({ code: 7, state: 'error' });
    sandbox.override(id, { replicas: 0 });
    expect((await exo(CREATE)).code).toBe(0);
  });

  test.each([
    ['', 0, 'ready'],
    ['--no-wait', 0, 'scaling'],
  ])('while it changes, %s', async (flag, code, state) => {
    const { exo, sandbox } = await world();
    await exo(`deployment scale my-app 3 ${Z} --no-wait`);
    expect((await exo(`${CREATE} --replicas 3 ${flag}`)).code).toBe(code);
    expect(sandbox.deployments()).toMatchObject([{ state }]);
  });

  test('while its creation fails: exit 7', async () => {
    const { exo, sandbox } = await world();
    const other = CREATE.replace('my-app', 'other');
    sandbox.failNext('POST /ai/deployment=operation-failure');
    await exo(`${other} --no-wait`);
    expect((await exo(other)).code).toBe(7);
  });
});

describe('wait goes by the deployment itself, not by an outdated list', () => {
  /** For some seconds the list shows the deployment as it was. */
  const behind = (clock: { now(): number }, was: object | undefined): Answer => {
    const start = clock.now();
    return relisted((all) => {
      if (clock.now() > start + 60_000) return all;
      return was === undefined ? [] : all.map((one) => ({ ...one, ...was }));
    });
  };

  test.each([
    ['stopped', { replicas: 0, state: 'ready' }],
    ['ready', { replicas: 4, state: 'ready' }],
  ])('--for %s', async (until, was) => {
    const { exo, against, clock } = await world();
    if (until === 'ready') await exo(`deployment scale my-app 4 ${Z} --no-wait`);
    const line = `deployment wait my-app --for ${until} ${Z} --wait-timeout 30s`;
    const { code, stderr } = await against(behind(clock, was), line);
    expect(code).toBe(8);
    expect(stderr).not.toContain(`is ${until}.`);
  });

  test('--for deleted, by its ID', async () => {
    const { against, clock, id } = await world();
    const line = `deployment wait ${id} --for deleted ${Z} --wait-timeout 30s`;
    expect((await against(behind(clock, undefined), line)).code).toBe(8);
  });

  test('an error that is over does not end the wait', async () => {
    const { against, clock } = await world();
    const line = `deployment wait my-app --for ready ${Z}`;
    expect((await against(behind(clock, { state: 'error' }), line)).code).toBe(0);
  });
});

describe('what was created cannot be read for -O json: the error says that it exists', () => {
  test.each([
    [403, 3],
    [404, 9],
    [500, 9],
  ])('HTTP %i', async (status, code) => {
    for (const [line, is] of [
      [
        'deployment create new --model-name openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1',
        'deployment',
      ],
      ['model create openai/new', 'model'],
    ] as const) {
      const { against } = await world();
      const run = await against(
        (request) =>
          [GET, 'GET /ai/model/*'].includes(named(request)) ? json({ message: 'odd' }, status) : undefined,
        `${line} -O json`,
      );
      expect(run).toMatchObject({ code, stdout: '' });
      expect(JSON.parse(run.stderr).error).toMatchObject({
        code: 'not-seen',
        message: expect.stringMatching(
          new RegExp(`^${is} [0-9a-f-]{36} was created in at-vie-2, but could not read ${is} `),
        ),
        hint: expect.stringMatching(new RegExp(`^look again with: exo-di ${is} show [0-9a-f-]{36} ${Z}$`)),
      });
    }
  });

  test('clone --replace: and that both run', async () => {
    const { against, sent } = await world();
    let id: string | undefined;
    const { code, stderr } = await against((request) => {
      id ??= named(request) === GET ? request.url : undefined;
      return named(request) === GET && request.url !== id ? json({ message: 'odd' }, 403) : undefined;
    }, 'deployment clone my-app new --replace -f -O json');
    expect(code).toBe(3);
    expect(JSON.parse(stderr).error.message).toMatch(
      /was created in at-vie-2, but .* my-app is not scaled to zero: both are billed$/,
    );
    expect(sent()).toEqual(['POST /ai/deployment']);
  });
});

/*
 * A look that the wait itself makes says nothing about what was typed: exit code 2 would tell a script that nothing was
 * done.
 */
describe('looks are refused after the service has accepted a change: it is told, and how to look again', () => {
  const CREATE = `deployment create new --model-name ${MODEL} --gpu-type gpua5000 --gpu-count 1`;
  const LOST = json({});
  test.each([
    [CREATE, 'POST /ai/deployment', LOST, 'deployment wait new --for ready'],
    [CREATE, 'POST /ai/deployment', undefined, 'operation wait 00000000-0000-4000-8000-000000000004'],
    ['deployment scale my-app 3', SCALE, undefined, 'operation wait 00000000-0000-4000-8000-000000000003'],
    ['deployment scale my-app 3', SCALE, LOST, 'deployment wait my-app --for ready'],
    ['deployment delete my-app -f', DELETE, undefined, 'operation wait 00000000-0000-4000-8000-000000000003'],
  ])('%s (%s)', async (line, change, lost, again) => {
    const { against } = await world();
    let looks = 0;
    const refusing: Answer = async (request, ask) => {
      const name = named(request);
      if (name === change) {
        looks = 1;
        const answer = await ask(request);
        return lost ?? answer;
      }
      // With a lost answer, the first look still finds what was asked for.
      if (looks === 0 || (lost && looks++ === 1)) return undefined;
      return json({ message: 'no' }, 400);
    };
    const { code, stderr } = await against(refusing, `${line} ${Z}`);
    expect({ code, stderr }).toMatchObject({
      code: 9,
      stderr: expect.stringContaining('could not wait any longer'),
    });
    expect(stderr).toContain(`hint: it may still go on; look again with: exo-di ${again} -z at-vie-2`);
  });

  test.each([
    [`${CREATE} -O json`, 'GET /ai/deployment/*', 'was created in at-vie-2, but could not read'],
    ['deployment scale my-app 3', GET, 'as done, but that could not be checked: could not read'],
    ['api-key create new --scope public', 'GET /ai/api-key/*/reveal', 'could not reveal API key new'],
  ])('%s: what was made cannot be read', async (line, read, told) => {
    const { against } = await world();
    let isDone = false;
    const refusing: Answer = async (request, ask) => {
      const name = named(request);
      if (isDone && name === read) return json({ message: 'no' }, 422);
      const answer = await ask(request);
      isDone ||= name.startsWith('GET /operation') && answer.body.includes('success');
      if (name !== 'POST /ai/api-key') return answer;
      isDone = true;
      return LOST;
    };
    const { code, stderr } = await against(refusing, `${line} ${Z}`);
    expect({ code, stderr }).toEqual({ code: 9, stderr: expect.stringContaining(told) });
  });
});
