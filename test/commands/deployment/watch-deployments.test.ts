import { describe, expect, test } from 'vitest';
import { ctrlC } from '../../helpers/ended.js';
import { bench, type RunOptions, sandboxTransport } from '../../helpers/run.js';
import { json, named, retold } from '../../helpers/service.js';

/** A bench on which a command is interrupted after a number of requests; `before` acts before the nth one. */
function watching(
  requests: number,
  meanwhile: Record<number, (bed: ReturnType<typeof bench>) => unknown> = {},
  told = (body: string) => body,
) {
  const bed = bench();
  const { signal, press } = ctrlC();
  let sent = 0;
  bed.intercept(retold('/ai/deployment', told));
  bed.intercept(async () => {
    sent++;
    if (sent > requests) press();
    await meanwhile[sent]?.(bed);
    return undefined;
  });
  const exo = (line: string, options: RunOptions = {}) => bed.exo(line, { signal, ...options });
  return { ...bed, exo };
}

/** Runs a command as somebody else, whose requests are not intercepted. */
const doing =
  (line: string) =>
  ({ exo, sandbox }: ReturnType<typeof bench>) =>
    exo(line, { transport: sandboxTransport(sandbox) });
const remove = doing('deployment delete other -z at-vie-2 -f');
const scale = doing('deployment scale my-app 2 -z at-vie-2 --no-wait');

describe('deployment list --watch', () => {
  test('in a pipe: a line for each deployment, then for each change', async () => {
    const bed = watching(80, { 4: scale, 6: remove });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 0 });
    const { code, stdout } = await bed.exo('deployment list -z at-vie-2 --watch');
    expect(code).toBe(130);
    expect(stdout.split('\n')).toEqual([
      'my-app in at-vie-2: ready, 1 replica',
      'other in at-vie-2: ready (stopped), 0 replicas',
      'my-app in at-vie-2: ready, 1 replica → scaling, 2 replicas',
      'other in at-vie-2: gone',
      'my-app in at-vie-2: scaling, 2 replicas → ready, 2 replicas',
      '',
    ]);
  });

  test.each([false, true])(
    'names cannot drive the terminal or fake a line (terminal: %s)',
    async (terminal) => {
      const bed = watching(4, {}, (body) => body.replace('my-app', 'a\\u001b[2Jb\\nc'));
      bed.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
      const given = { terminal, env: { TERM: 'dumb' } };
      const { stdout } = await bed.exo('deployment list -z at-vie-2 --watch', given);
      expect(stdout).toBe('a\\x1b[2Jb\\nc in at-vie-2: ready, 1 replica\n');
    },
  );

  test.each(['list', 'show my-app'])('%s: a new name is told with the old one', async (what) => {
    const bed = watching(20, { 8: doing('deployment update my-app --name new -z at-vie-2') });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    const { stdout } = await bed.exo(`deployment ${what} -z at-vie-2 --watch`);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[1]).toMatch(/^new in at-vie-2 \(was my-app\): ready, 1 replica/);
    expect(lines.slice(2).join()).not.toContain('was');
  });

  test('with -O json: an object for each change', async () => {
    const bed = watching(20, { 4: remove });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 0 });
    const { stdout } = await bed.exo('deployment list -z at-vie-2 --watch -O json --columns name,replicas');
    expect(stdout.trimEnd().split('\n')).toEqual([
      '{"name":"other","replicas":0,"change":"seen"}',
      '{"name":"other","replicas":0,"change":"gone"}',
    ]);
  });

  test('on a terminal the table is drawn over the previous one', async () => {
    const bed = watching(80, { 4: scale });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    const { stdout } = await bed.exo('deployment list -z at-vie-2 --watch', {
      terminal: true,
      columns: 160,
      env: { TERM: 'xterm', NO_COLOR: '1' },
    });
    const [first = '', ...later] = stdout.split('\x1b[5A\r\x1b[J');
    expect(first).toContain('│ ready ');
    expect(later.map((drawing) => /(ready|scaling)/.exec(drawing)?.[0])).toEqual(['scaling', 'ready']);
  });

  test('a table higher than the terminal is cut, with a line left for the prompt', async () => {
    const bed = watching(8);
    for (const name of ['a', 'b', 'c']) bed.sandbox.place({ zone: 'at-vie-2', name });
    const { stdout } = await bed.exo('deployment list -z at-vie-2 --watch', {
      terminal: true,
      columns: 24,
      rows: 10,
      env: { TERM: 'xterm', NO_COLOR: '1' },
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(9);
    expect(lines.at(-1)).toMatch(/^… \d+ more lines$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(24);
  });

  test('when the terminal’s size has changed, the table is drawn again in the new width', async () => {
    let columns = 160;
    let moved: (how: 'resized' | 'resumed') => void = () => {};
    const bed = watching(12, {
      5: () => {
        columns = 60;
        moved('resized');
      },
      8: () => moved('resumed'),
    });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    const { stdout } = await bed.exo('deployment list -z at-vie-2 --watch', {
      terminal: true,
      columns: () => columns,
      onMoved: (listener) => {
        moved = listener;
      },
      env: { TERM: 'xterm', NO_COLOR: '1' },
    });
    const [wide = '', narrow = ''] = stdout.split('\x1b[H\x1b[2J');
    const longest = (drawing: string) => Math.max(...drawing.split('\n').map((line) => line.length));
    expect(longest(wide)).toBeGreaterThan(100);
    expect(longest(narrow)).toBeLessThanOrEqual(60);
    // After the shell has printed something, the table is drawn again below it.
    const half = narrow.length / 2;
    expect(narrow.slice(half)).toBe(narrow.slice(0, half));
  });

  test('on a terminal nothing is drawn over a warning', async () => {
    const bed = bench();
    bed.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    const { signal, press } = ctrlC();
    let looks = 0;
    bed.intercept(async ({ url }) => {
      if (url.includes('at-vie-2') && ++looks === 5) await scale(bed);
      if (looks > 12) press();
      return url.includes('de-fra-1') && looks > 2 ? json({}, 503) : undefined;
    });
    let printed = '';
    await bed.exo('deployment list --watch', {
      signal,
      terminal: true,
      columns: 200,
      env: { TERM: 'xterm', NO_COLOR: '1' },
      onWrite: (_stream, text) => {
        printed += text;
      },
    });
    const [before = '', after = ''] = printed.split(/^warning: zone de-fra-1: .*\n/m);
    const lines = (text: string) => text.split('\n').length - 1;
    expect(lines(before)).toBe(5);
    // Below the warning: first the whole table, then the redrawn one.
    const [anew = '', ...over] = after.split('\x1b[5A\r\x1b[J');
    expect(anew).toBe(before);
    expect(over.length).toBeGreaterThan(0);
  });

  test('a zone that does not answer shows its last known deployments, and none is called gone', async () => {
    const bed = watching(120);
    bed.sandbox.failNext('GET /ai/deployment@de-fra-1=503 x40');
    bed.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    const { stdout, stderr } = await bed.exo('deployment list --watch');
    expect(stdout).toBe('my-app in at-vie-2: ready, 1 replica\n');
    expect(stderr.match(/^warning: zone de-fra-1: .*; its deployments are left out$/gm)).toHaveLength(1);
    expect(stderr.match(/^Zone de-fra-1 answers again\.$/gm)).toHaveLength(1);
  });

  describe('on a terminal', () => {
    const terminal = { terminal: true, env: { TERM: 'xterm', NO_COLOR: '1' } };
    /** The first line of each drawing. */
    const firstLines = (stdout: string) =>
      stdout.split(/\x1b\[\d+A\r\x1b\[J|\x1b\[H\x1b\[2J/).map((drawing) => drawing.split('\n')[0] ?? '');
    const HOW_OLD = /shown as it was last seen at 2026-01-01T00:00:0\dZ$/;

    test('as long as a zone does not answer, the drawing says how old its rows are', async () => {
      const bed = bench();
      bed.sandbox.place({ zone: 'de-fra-1', name: 'far', gpuType: 'gpu3' });
      const { signal, press } = ctrlC();
      let moved: (how: 'resized' | 'resumed') => void = () => {};
      let looks = 0;
      bed.intercept(({ url }) => {
        if (url.includes('/at-vie-2/')) looks++;
        // The terminal is cleared, and with it the warning.
        if (url.includes('/at-vie-2/') && looks === 8) moved('resized');
        if (looks > 14) press();
        return url.includes('/de-fra-1/') && looks > 2 && looks < 10 ? json({}, 503) : undefined;
      });
      const { stdout } = await bed.exo('deployment list --watch', {
        signal,
        onMoved: (listener) => {
          moved = listener;
        },
        ...terminal,
      });
      expect(firstLines(stdout)).toEqual([
        expect.stringMatching(/^┌/),
        expect.stringMatching(`^zone de-fra-1: ${HOW_OLD.source}`),
        expect.stringMatching(`^zone de-fra-1: ${HOW_OLD.source}`),
        expect.stringMatching(/^┌/),
      ]);
    });

    test.each([
      ['list', ''],
      ['show other', '/{id}'],
    ])('%s: so does that of a service that does not answer', async (what, path) => {
      const bed = watching(30, { 5: ({ sandbox }) => sandbox.failNext(`GET /ai/deployment${path}=503 x12`) });
      bed.sandbox.place({ zone: 'at-vie-2', name: 'other' });
      const { stdout } = await bed.exo(`deployment ${what} -z at-vie-2 --watch`, terminal);
      expect(firstLines(stdout)).toEqual([
        expect.stringMatching(/^┌/),
        expect.stringMatching(`^${HOW_OLD.source}`),
        expect.stringMatching(/^┌/),
      ]);
    });
  });

  test('what only the list lacks is not called gone, even if it cannot be read', async () => {
    const bed = bench();
    bed.sandbox.place({ zone: 'at-vie-2', name: 'a-1' });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'b-2' });
    const { signal, press } = ctrlC();
    let looks = 0;
    bed.intercept((request) => {
      if (named(request) === 'GET /ai/deployment' && ++looks > 9) press();
      if (looks < 3 || looks > 5) return undefined;
      if (looks === 4 && named(request) === 'GET /ai/deployment/*') return json({}, 503);
      return named(request) === 'GET /ai/deployment' ? json({ deployments: [] }) : undefined;
    });
    const { stdout } = await bed.exo('deployment list -z at-vie-2 --watch', { signal });
    expect(stdout).toBe('a-1 in at-vie-2: ready, 1 replica\nb-2 in at-vie-2: ready, 1 replica\n');
  });

  test('with --columns, data shows a change only of what it prints', async () => {
    const bed = watching(20, { 4: doing('deployment update other --name new -z at-vie-2') });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 0 });
    const { stdout } = await bed.exo('deployment list -z at-vie-2 --watch -O json --columns zone,replicas');
    expect(stdout).toBe('{"zone":"at-vie-2","replicas":0,"change":"seen"}\n');
  });

  test('if no zone answers, the warning names no single zone', async () => {
    const bed = watching(120, { 10: ({ sandbox }) => sandbox.failNext('GET /ai/deployment=503 x50') });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'other' });
    const { stderr } = await bed.exo('deployment list --watch');
    expect(stderr).toMatch(
      /^warning: could not list deployments in any zone: .*; shown as it was last seen at 2026-01-01T\S+$/m,
    );
  });
});

describe('deployment show --watch', () => {
  test('a service that does not answer for a while is reported once, with the deployment', async () => {
    const bed = watching(80, {
      4: ({ sandbox }) => sandbox.failNext('GET /ai/deployment/{id}=503 x12'),
      40: ({ sandbox }) => sandbox.failNext('GET /ai/deployment/{id}=503 x12'),
    });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'other' });
    const { code, stdout, stderr } = await bed.exo('deployment show other -z at-vie-2 --watch');
    expect({ code, stdout }).toEqual({ code: 130, stdout: 'other in at-vie-2: ready, 1 replica\n' });
    expect(
      stderr.match(
        /^warning: could not .* deployment other in at-vie-2: .*; shown as it was last seen at 2026-01-01T\S+$/gm,
      ),
    ).toHaveLength(2);
    expect(stderr.match(/^The service answers again\.$/gm)).toHaveLength(2);
  });

  test('ends when the deployment is gone', async () => {
    const bed = watching(80, { 5: remove });
    bed.sandbox.place({ zone: 'at-vie-2', name: 'other' });
    const { code, stdout, stderr } = await bed.exo('deployment show other -z at-vie-2 --watch');
    expect({ code, stdout }).toEqual({ code: 4, stdout: 'other in at-vie-2: ready, 1 replica\n' });
    expect(stderr).toContain('error: ');
  });
});
