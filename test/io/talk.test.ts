import { describe, expect, test } from 'vitest';
import { ExoError } from '../../src/errors.js';
import { createNodeIo } from '../../src/io/node-io.js';
import { displayWidth } from '../../src/output/width.js';
import { beforeSleep, bench, fakeClock, run, withMyApp } from '../helpers/run.js';

/** Parses every line as JSON. */
const parsed = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('with -O json and no terminal, stderr contains only the error', () => {
  test.each([
    ['deployment scale my-app 9 -O json', {}, 'gpu-quota'],
    ['deployment delete my-app -O json', {}, 'confirmation-needed'],
    ['deployment show my-app -O json', { EXOSCALE_TIMEOUT: 'soon' }, 'usage'],
    ['deployment wait my-app --for stopped --wait-timeout 1s -O json', {}, 'deadline'],
  ])('%s', async (line, env, code) => {
    const { exo } = withMyApp();
    const { stderr } = await exo(line, { env });
    expect(parsed(stderr)).toMatchObject([{ error: { code } }]);
  });

  test('the error contains the warnings', async () => {
    const { exo } = bench({ fail: ['GET /ai/deployment@de-fra-1=503 x*'] });
    const { code, stderr } = await exo('deployment list -O json');
    expect(code).toBe(10);
    expect(parsed(stderr)).toMatchObject([
      { error: { code: 'incomplete', warnings: [expect.stringMatching(/^zone de-fra-1: /)] } },
    ]);
  });

  test('a command that succeeds prints its messages at its end', async () => {
    const { exo } = withMyApp();
    const { stdout, stderr } = await exo('deployment show my-app -O json');
    expect(parsed(stdout)).toHaveLength(1);
    expect(stderr).toBe('Found my-app in at-vie-2.\n');
  });

  test('on a terminal messages are printed at once', async () => {
    const { exo } = withMyApp();
    const { stderr } = await exo('deployment scale my-app 9 -O json', { terminal: true });
    expect(stderr).toMatch(/^Found my-app in at-vie-2\.\n/);
  });
});

test('a message during an animation has a line of its own', async () => {
  const { exo, sandbox } = withMyApp();
  sandbox.place({ zone: 'at-vie-2', name: 'other' });
  await exo('deployment scale my-app 2 -z at-vie-2 --no-wait');
  const options = { terminal: true, columns: 200, env: { TERM: 'xterm' } };
  const { stderr } = await exo('deployment scale my-app=2 other=2 -z at-vie-2', options);
  expect(stderr).toContain('Scaling 2 deployments');
  expect(stderr).toContain(
    '\r\x1b[2KThe same change is already under way: scale deployment my-app to 2 replicas',
  );
});

test.each([
  ['deployment list --watch', '\nerror: interrupted\n'],
  ['deployment wait my-app --for deleted -z at-vie-2', '\r\x1b[2Kerror: interrupted\n'],
])(
  '%s: after Ctrl-C, for which the terminal writes ^C, the error has a line of its own',
  async (line, said) => {
    const { exo, clock } = withMyApp();
    const ended = new AbortController();
    beforeSleep(clock, () => {
      ended.abort(new ExoError('interrupted', 'interrupted'));
    });
    const options = { terminal: true, columns: 200, env: { TERM: 'xterm' }, signal: ended.signal };
    const { code, stderr } = await exo(line, options);
    expect([code, stderr]).toEqual([130, expect.stringContaining(said)]);
    expect((await exo(line, { signal: ended.signal })).stderr).not.toMatch(/^\n|\n\n/);
  },
);

test.each([
  ['interrupted', [], '\nerror: x\n'],
  ['terminated', [], 'error: x\n'],
  // What ends a line that was begun leaves that of ^C, too.
  ['interrupted', ['\n'], '\nerror: x\n'],
  ['interrupted', ['more\n'], '\nmore\nerror: x\n'],
] as const)('%s, after %j: the terminal shows %j', (kind, printed, shown) => {
  const written: string[] = [];
  const terminal = { isTTY: true, write: (text: string) => written.push(text), on() {} };
  const io = createNodeIo({
    stdin: () => process.stdin,
    stdout: terminal,
    stderr: () => terminal,
    env: {},
    quiet: () => false,
    json: () => false,
    signal: AbortSignal.abort(new ExoError(kind, kind)),
    clock: fakeClock(),
  });
  for (const text of printed) io.out(text);
  io.error('error: x\n');
  expect(written.join('')).toBe(shown);
});

describe('on a terminal, messages are broken between words', () => {
  const lines = [
    'deployment scale my-app 9',
    'deployment scale my-app=9 other=9 third=1',
    'deployment show gone',
    'nonsense',
  ];
  test.each(lines)('%s, at 40 to 200 columns', async (line) => {
    const { exo, sandbox } = withMyApp();
    sandbox.place({ zone: 'at-vie-2', name: 'other' });
    const whole = (await exo(line, {})).stderr.split(/\s+/);
    for (const columns of [40, 60, 80, 120, 200]) {
      const { stderr } = await exo(line, { terminal: true, columns });
      for (const printed of stderr.split('\n')) expect(displayWidth(printed)).toBeLessThanOrEqual(columns);
      expect(stderr.replaceAll(' \\\n', ' ').split(/\s+/)).toEqual(whole);
    }
  });

  test.each([40, 60, 80])('so is the result of a command, at %i columns', async (columns) => {
    const done = async (options: { terminal?: boolean }) => {
      const { exo } = withMyApp();
      return (await exo('deployment scale my-app 0 -z at-vie-2', { ...options, columns })).stdout;
    };
    const shown = await done({ terminal: true });
    for (const printed of shown.split('\n')) expect(displayWidth(printed)).toBeLessThanOrEqual(columns);
    expect(shown.split(/\s+/)).toEqual((await done({})).split(/\s+/));
  });

  test('in a pipe nothing is broken', async () => {
    const { stderr } = await run('nonsense-that-is-long --and-more', { columns: 20 });
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});

describe('messages', () => {
  const placed = (replicas: number) => {
    const bed = bench();
    bed.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas });
    return bed;
  };

  test.each([
    ['deployment scale my-app 2 -z at-vie-2', /^Scaling/gm],
    [
      'deployment create new --model-name openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1 -z at-vie-2',
      /^Creating/gm,
    ],
    ['deployment update my-app --name other -z at-vie-2', /^Updating/gm],
    ['model create a/b -z at-vie-2', /^(Creating|Downloading)/gm],
  ])('are printed only once in a pipe: %s', async (line, said) => {
    const { stderr } = await placed(1).exo(line);
    expect(stderr.match(said)).toHaveLength(1);
  });

  test.each([
    'deployment scale my-app 2 -z at-vie-2 --no-wait',
    'deployment scale my-app=2 -z at-vie-2 --no-wait',
    'deployment update my-app --name other -z at-vie-2 --no-wait',
    'deployment delete my-app -z at-vie-2 -f --no-wait',
    'deployment create new --model-name openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1 -z at-vie-2 --no-wait',
    'model create a/b -z at-vie-2 --no-wait',
  ])('name the command to wait with, after %s', async (line) => {
    const { exo } = placed(1);
    const { stdout, stderr } = await exo(line);
    const [wait = ''] = /exo-di operation wait \S+ -z at-vie-2$/m.exec(stdout + stderr) ?? [];
    expect((await exo(wait.replace('exo-di ', ''))).code).toBe(0);
  });

  test.each([
    ['operation wait', 'error: ID is required\n'],
    ['operation show -z at-vie-2', 'error: ID is required\n'],
  ])('name the missing argument of %s', async (line, said) =>
    expect((await run(line)).stderr).toContain(said),
  );

  test('advise to scale to zero before deleting, unless the deployment is stopped already', async () => {
    const ask = async (replicas: number) =>
      (await placed(replicas).exo('deployment delete my-app -z at-vie-2', { typed: ['n\r'] })).stderr;
    expect(await ask(1)).toContain('Scaling to zero stops GPU billing');
    const stopped = await ask(0);
    expect(stopped).toContain('Its URL and API key are lost for good.');
    expect(stopped).not.toContain('Scaling to zero');
    expect(stopped).toMatch(/Declined; nothing was sent\.\n$/);
  });
});
