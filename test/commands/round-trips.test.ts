import { describe, expect, test } from 'vitest';
import { authorization } from '../../src/api/signature.js';
import { DEFAULT_CREDENTIAL } from '../../src/sandbox/index.js';
import { bench, withMyApp } from '../helpers/run.js';

/*
 * How many requests a command sends to the service's own endpoint, and how many of them one after the other. Polls are
 * not counted; `test/domain/polling.test.ts` tests how often an operation is polled. After a change the object is read
 * once, because commands report only what they have seen.
 */

const ANY_ID = /[0-9a-f]{8}-[0-9a-f-]{27}/;

/** Commands against the default endpoint, where no GET /zone is needed. */
function service() {
  const { clock, exo, intercept, id } = withMyApp({ replicas: 2 });
  const sent: string[] = [];
  /** Requests that began after another had ended, plus one. */
  let rounds = 0;
  let underWay = 0;
  intercept((request, ask) => {
    const zone = /^https:\/\/api-([a-z0-9-]+)\.exoscale\.com(\/v2.*)$/.exec(request.url);
    const path = zone?.[2] ?? request.url;
    const poll = path.includes('/operation/');
    if (!poll) sent.push(`${request.method} ${path.replace(id, 'ID').replace(ANY_ID, 'NEW')}`);
    if (!poll && underWay++ === 0) rounds++;
    // The sandbox serves a zone below its name, and the signature covers the path, so the request is signed again.
    const url = `http://127.0.0.1/${zone?.[1]}${path}`;
    const signed = authorization(DEFAULT_CREDENTIAL, { ...request, url }, clock.now());
    return ask({ ...request, url, headers: { ...request.headers, authorization: signed } }).finally(() => {
      if (!poll) underWay--;
    });
  });
  const env = { EXOSCALE_API_ENDPOINT: '' };
  return { exo: (line: string) => exo(line, { env }), id, sent, rounds: () => rounds };
}

const LIST = 'GET /v2/ai/deployment';
const GET = 'GET /v2/ai/deployment/ID';
const SCALE = 'POST /v2/ai/deployment/ID/scale';
const QUOTA = 'GET /v2/quota';
const CREATE =
  'deployment create new --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';

describe('round trips', () => {
  test.each([
    // what                       command, NAME standing for name or ID                 requests              in
    // sequence
    ['show by ID', (id: string) => `deployment show ${id} -z at-vie-2`, [GET], 1],
    ['show by name', () => 'deployment show my-app -z at-vie-2', [LIST, GET], 2],
    ['scale to zero by ID', (id: string) => `deployment scale ${id} 0 -z at-vie-2`, [SCALE, GET], 2],
    ['scale to zero by name', () => 'deployment scale my-app 0 -z at-vie-2', [LIST, SCALE, GET], 3],
    [
      'scale by ID without preflight',
      (id: string) => `deployment scale ${id} 3 -z at-vie-2 --no-preflight`,
      [LIST, SCALE, GET],
      3,
    ],
    [
      'scale up, the quota beside the look-up',
      () => 'deployment scale my-app 3 -z at-vie-2',
      [QUOTA, LIST, SCALE, GET],
      3,
    ],
    [
      // Whether it is up or down is known only after the look-up; by then the quota has already been requested.
      'scale down, the quota beside the look-up',
      () => 'deployment scale my-app 1 -z at-vie-2',
      [QUOTA, LIST, SCALE, GET],
      3,
    ],
    [
      'nothing to do, which the deployment itself has to say',
      () => 'deployment scale my-app 2 -z at-vie-2',
      [QUOTA, LIST, GET],
      2,
    ],
    [
      'delete by ID',
      (id: string) => `deployment delete ${id} -z at-vie-2 -f`,
      ['DELETE /v2/ai/deployment/ID', GET],
      2,
    ],
    [
      'delete by name, after a look whether that is still its name',
      () => 'deployment delete my-app -z at-vie-2 -f',
      [LIST, GET, 'DELETE /v2/ai/deployment/ID', GET],
      4,
    ],
    [
      'create, its checks side by side before it; after it the list, for a second one, and the object',
      () => CREATE,
      [
        LIST,
        QUOTA,
        'GET /v2/ai/instance-type',
        'GET /v2/ai/model',
        'POST /v2/ai/deployment',
        LIST,
        'GET /v2/ai/deployment/NEW',
      ],
      4,
    ],
    ['list of one zone', () => 'deployment list -z at-vie-2', [LIST], 1],
    ['list of every zone', () => 'deployment list', Array(8).fill(LIST), 1],
  ] as const)('%s', async (_, line, requests, rounds) => {
    const { exo, id, sent, rounds: counted } = service();
    const { code, stderr } = await exo(line(id));
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect([...sent].sort()).toEqual([...requests].sort());
    expect(counted()).toBe(rounds);
  });

  test('500 names are deleted in one command, with one look-up and at most 10 in flight', async () => {
    const { exo, sandbox, intercept } = bench();
    const names = Array.from({ length: 500 }, (_, n) => `app-${n}`);
    for (const name of names) sandbox.place({ zone: 'at-vie-2', name, replicas: 0 });
    let inFlight = 0;
    let most = 0;
    intercept((request, ask) => {
      most = Math.max(most, ++inFlight);
      return ask(request).finally(() => inFlight--);
    });
    const { code } = await exo(['deployment', 'delete', ...names, '-z', 'at-vie-2', '-f', '-Q']);
    expect({ code, left: sandbox.deployments().length }).toEqual({ code: 0, left: 0 });
    expect(most).toBeLessThanOrEqual(10);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('/ai/deployment'))).toHaveLength(1);
  });
});
