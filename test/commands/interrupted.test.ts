import { describe, expect, test } from 'vitest';
import { ctrlC } from '../helpers/ended.js';
import { bench, withMyApp } from '../helpers/run.js';

/*
 * Ctrl-C after something was sent: the command always says what goes on at the service, because that costs money, and
 * never says so of a change that was not sent.
 */

const CREATE =
  'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1';

/** Runs a command line that is interrupted at the nth request of a kind, or at its nth wait. */
async function interrupted(
  made: ReturnType<typeof bench>,
  line: string,
  { at, nth = 1 }: { at: string; nth?: number },
) {
  const { signal, press } = ctrlC();
  made.justBefore(at, press, nth);
  let sleeps = 0;
  const sleep = made.clock.sleep;
  made.clock.sleep = async (ms, given) => {
    if (given && at === 'sleep' && ++sleeps === nth) press();
    // Sleeps without a signal are the short time that the program takes for its last messages.
    return given ? sleep(ms, given) : new Promise(() => {});
  };
  const outcome = await made.exo(`${line} -z at-vie-2`, { signal });
  expect(outcome.code, outcome.stderr).toBe(130);
  return outcome;
}

describe('a creation that was accepted, interrupted at the last look at it', () => {
  test.each([
    [`${CREATE} --no-wait`, 'GET /ai/deployment', 2, 'deployment my-app', 'deployment list -z at-vie-2'],
    [CREATE, 'GET /ai/deployment', 2, 'deployment my-app', 'deployment list -z at-vie-2'],
    [CREATE, 'GET /ai/deployment/*', 1, 'deployment my-app', 'deployment list -z at-vie-2'],
    ['model create openai/new', 'GET /ai/model', 2, 'model openai/new', 'model list -z at-vie-2'],
    ['model create openai/new', 'GET /ai/model/*', 1, 'model openai/new', 'model list -z at-vie-2'],
    ['api-key create ci --scope public', 'GET /ai/api-key', 2, 'API key ci', 'api-key list'],
  ])('%s, at %s: says so', async (line, at, nth, what, check) => {
    const { stdout, stderr } = await interrupted(bench(), line, { at, nth });
    expect(stdout).toBe('');
    expect(stderr).toContain(
      `error: interrupted before ${what} was checked; the service has accepted its creation in at-vie-2\nhint: see what became of it with: exo-di ${check}\n`,
    );
  });

  test('-O json: the error has the operation, if that goes on', async () => {
    const { stderr } = await interrupted(bench(), `${CREATE} --no-wait -O json`, {
      at: 'GET /ai/deployment',
      nth: 2,
    });
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'outcome-unknown',
      exit_code: 130,
      operation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});

test('a creation that is interrupted while it is read for -O json: says that it was created', async () => {
  const at = 'GET /ai/deployment/*';
  const { stderr } = await interrupted(bench(), `${CREATE} -O json`, { at, nth: 2 });
  expect(JSON.parse(stderr).error.message).toMatch(
    /^interrupted, but deployment [0-9a-f-]{36} was created in at-vie-2$/,
  );
});

test('a failure stays a failure if the look after it is interrupted', async () => {
  const made = bench({ fail: ['POST /ai/deployment=operation-failure-at-once'] });
  const { signal, press } = ctrlC();
  made.justBefore('GET /ai/deployment', press, 2);
  made.clock.sleep = () => new Promise(() => {});
  const { code, stderr } = await made.exo(`${CREATE} -z at-vie-2`, { signal });
  expect(code).toBe(7);
  expect(stderr).toContain('the operation failed');
});

describe('clone --replace', () => {
  const placed = (...[options]: Parameters<typeof bench>) => {
    const made = withMyApp({}, options);
    return made;
  };
  const CLONE = 'deployment clone my-app my-app-2 --replace -f';
  const LATER = 'once my-app-2 is ready: exo-di deployment scale my-app 0 -z at-vie-2\n';

  test('interrupted while the clone is made: the error says that the source keeps running', async () => {
    const { stderr } = await interrupted(placed(), CLONE, { at: 'GET /operation/*' });
    expect(stderr).toContain('; the operation goes on; my-app is not scaled to zero\n');
    expect(stderr).toContain(LATER);
  });

  test('the time for the clone is up: the same', async () => {
    const { code, stderr } = await placed().exo(`${CLONE} --wait-timeout 1s -z at-vie-2`);
    expect(code).toBe(8);
    expect(stderr).toContain('; my-app is not scaled to zero\n');
    expect(stderr).toContain(LATER);
  });

  test('interrupted before the clone was sent: nothing is said to go on', async () => {
    const { stderr } = await interrupted(placed(), CLONE, { at: 'GET /ai/deployment' });
    expect(stderr).toBe('error: interrupted\n');
  });
});

describe('many at once', () => {
  const placed = () => {
    const made = bench();
    for (const name of ['a', 'b']) made.sandbox.place({ zone: 'at-vie-2', name, replicas: 1 });
    return made;
  };

  test.each(['scale a=0 b=2', 'delete a b -f'])(
    '%s, interrupted during the look-up: nothing goes on',
    async (line) => {
      const { stderr } = await interrupted(placed(), `deployment ${line}`, { at: 'GET /ai/deployment' });
      expect(stderr).toBe('error: interrupted\n');
    },
  );

  test('a scale-up that waits for freed GPUs was not sent, and is not said to be under way', async () => {
    const made = placed();
    const { stderr } = await interrupted(made, 'deployment scale a=0 b=2', { at: 'GET /operation/*' });
    expect(stderr).toContain('error: interrupted with 1 of 2 under way: ');
    expect(made.changes()).toHaveLength(1);
  });
});
