import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../src/api/http/transport.js';
import { EXIT_CODE_MEANINGS } from '../../src/exit-codes.js';
import { seededId } from '../../src/sandbox/index.js';
import { placeKey } from '../faults/mutations.js';
import { runs } from '../helpers/chance.js';
import { type FakeClock, fakeClock, type Outcome, withMyApp } from '../helpers/run.js';
import { type Spoiling, spoiled, spoiling } from './answers.js';

/*
 * Every command against a service with random answers: random bytes, other JSON, changed real answers. Whatever comes,
 * the command must end, with a documented exit code, and without a stack trace or control characters in its output. It
 * must not blame the command line after the service has accepted a change.
 */

const MODEL = 'mistralai/Mistral-7B-Instruct-v0.3';
const COMMANDS: readonly string[] = [
  'deployment list',
  'deployment list -z at-vie-2',
  'deployment show my-app -z at-vie-2',
  'deployment show my-app',
  `deployment create new-app --model-name ${MODEL} --gpu-type gpua5000 --gpu-count 1 -z at-vie-2 --wait-timeout 1m`,
  'deployment scale my-app 3 -z at-vie-2 --wait-timeout 1m',
  'deployment scale my-app 0 -z at-vie-2 --no-wait',
  'deployment scale my-app 1 -z at-vie-2 --gpu-count 2',
  'deployment update my-app --inference-engine-version 0.24.0 -z at-vie-2 --wait-timeout 1m',
  'deployment delete my-app -f -z at-vie-2 --wait-timeout 1m',
  'deployment wait my-app --for stopped -z at-vie-2 --wait-timeout 1m',
  'deployment logs my-app -z at-vie-2',
  'deployment reveal-api-key my-app -z at-vie-2',
  'deployment instance-type -z at-vie-2',
  'deployment create --inference-engine-parameter-help -z at-vie-2',
  'model list -z at-vie-2',
  `model show ${MODEL} -z at-vie-2`,
  'model create owner/new-7B -z at-vie-2 --wait-timeout 1m',
  'model delete openai/gpt-oss-20b -f -z at-vie-2',
  'api-key list -z at-vie-2',
  'api-key show ci -z at-vie-2',
  'api-key create new --scope public -z at-vie-2',
  'api-key create other --scope my-app -z at-vie-2',
  'api-key update ci --name other -z at-vie-2',
  'api-key rotate ci -f -z at-vie-2',
  'api-key reveal ci -z at-vie-2',
  'api-key delete ci -f -z at-vie-2',
  'limits gpu -z at-vie-2',
  'zone list',
  `operation show ${seededId('none')} -z at-vie-2`,
  'deployment clone my-app new-app --gpu-count 2 -z at-vie-2 --wait-timeout 1m',
  'deployment autoscale my-app --min 1 --max 3 -z at-vie-2 --wait-timeout 1m',
  'deployment idle --for 45m',
  'deployment top',
  'deployment explain my-app -z at-vie-2',
  'deployment history my-app -z at-vie-2',
  'deployment check my-app -z at-vie-2',
  'deployment env my-app -z at-vie-2',
  `model fit ${MODEL} -z at-vie-2`,
  'export',
  'cost',
  'doctor -z at-vie-2 --verbose',
];
const FORMATS = [[], [], ['-O', 'json'], ['-O', 'text'], ['-Q']];

/** A command that sends more requests or sleeps more often than this would never end. */
const ENOUGH = 3_000;

/** A fake clock that fails when a command sleeps too often. */
function endingClock(): FakeClock {
  const clock = fakeClock();
  let slept = 0;
  return {
    ...clock,
    async sleep(ms, signal) {
      if (++slept > ENOUGH) throw new Error('it sleeps for ever');
      return clock.sleep(ms, signal);
    },
  };
}

/**
 * Runs a command against a service whose answers are spoiled by the steps of the plan, over and over.
 * @returns `isAccepted` tells that the service has made a change, and has not called it refused
 */
async function against(
  line: readonly string[],
  plan: readonly Spoiling[],
  { terminal = false, trace = false } = {},
) {
  const { sandbox, exo, intercept } = withMyApp({}, { clock: endingClock(), speed: 60 });
  placeKey(sandbox, 'ci');
  let asked = 0;
  let isAccepted = false;
  intercept(async (request, ask) => {
    if (++asked > ENOUGH) throw new Error('it asks for ever');
    const answer = await ask(request);
    // The list of zones is not spoiled, because without it hardly any command would send another request.
    const how = request.url.endsWith('/zone') ? undefined : plan[(asked - 1) % plan.length];
    const given = how ? spoiled(answer, how) : answer;
    isAccepted ||= request.method !== 'GET' && answer.status < 300 && !isRefusal(given);
    return given;
  });
  const env = { NO_COLOR: '1', ...(trace && { EXOSCALE_TRACE: '1' }) };
  return { ...(await exo(line, { terminal, env })), isAccepted };
}

const isRefusal = ({ status }: HttpResponse) => status >= 300 && status < 500;

const CODES = EXIT_CODE_MEANINGS.map(([code]) => code);
/** Commands that print what is wrong as their result. */
const FINDS = /^(doctor|deployment (check|explain)) /;
/** Control characters other than line feeds and tabs, and characters that change the direction of writing. */
const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

function requireSane(
  { code, stdout, stderr, isAccepted }: Outcome & { isAccepted: boolean },
  { terminal = false, trace = false },
  line: readonly string[],
): void {
  const said = `exit ${code}\n${stdout}${stderr}`;
  const isSaid = stderr !== '' || (stdout !== '' && FINDS.test(line.join(' ')));
  expect(CODES, said).toContain(code);
  expect(stderr).not.toMatch(/this is a bug/);
  // Exit code 2 tells scripts that what they typed is wrong, and that nothing was done.
  expect(isAccepted && code === 2, said).toBe(false);
  if (!trace) expect(stderr).not.toMatch(/^ {4}at /m);
  expect(code === 0 || isSaid, said).toBe(true);
  if (terminal) expect(OBEYED.exec(stdout + stderr), said).toBeNull();
  if (line.includes('json') && stdout !== '')
    expect(
      () =>
        stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      said,
    ).not.toThrow();
}

describe('whatever the service answers', () => {
  test('with unchanged answers the commands of this test succeed', async () => {
    const codes = await Promise.all(
      COMMANDS.map(async (line) => {
        const outcome = await against(line.split(' '), [{ kind: 'none' }]);
        requireSane(outcome, {}, line.split(' '));
        return [line, outcome.code] as const;
      }),
    );
    const failing = codes.filter(
      ([line, code]) => code !== 0 && !/--gpu-count 2$|operation show|--for stopped/.test(line),
    );
    expect(failing).toEqual([]);
  });

  test.each([
    ['through a pipe', {}],
    ['on a terminal', { terminal: true }],
    ['traced', { terminal: true, trace: true }],
  ])('%s, every command ends with a documented code and clean output', async (_, setting) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...COMMANDS),
        fc.constantFrom(...FORMATS),
        fc.array(spoiling, { minLength: 1, maxLength: 4 }),
        async (line, format, plan) => {
          const words = [...line.split(' '), ...format];
          requireSane(await against(words, plan, setting), setting, words);
        },
      ),
      { numRuns: runs(40) },
    );
  });
});
