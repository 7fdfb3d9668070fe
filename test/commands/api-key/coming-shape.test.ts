import { describe, expect, test } from 'vitest';
import type { Answer } from '../../helpers/service.js';
import { withKey } from './bench.js';

/** Every field that says what a key opens, set to "nothing". */
const NULLS = {
  scope: null,
  models: null,
  deployments: null,
  'all-models': null,
  all_models: null,
  'all-deployments': null,
  all_deployments: null,
  'org-uuid': null,
};

/**
 * The service's coming answers, which list what a key opens instead of its scope.
 * @param absent how the rest is told
 */
function coming(absent: object): Answer {
  const reshaped = (_: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !('scope' in value)) return value;
    const { scope, ...rest } = value;
    const opens = scope === 'public' ? { 'all-deployments': true } : { deployments: [scope] };
    return { ...rest, ...absent, ...opens };
  };
  return async (request, ask) => {
    const answer = await ask(request);
    return { ...answer, body: answer.body && JSON.stringify(JSON.parse(answer.body, reshaped)) };
  };
}

async function withComingShape(absent: object = {}) {
  const made = await withKey();
  made.intercept(coming(absent));
  return made;
}

describe.each([
  ['without a scope', {}],
  ['whose scope is null', NULLS],
])('answers %s', (_, absent) => {
  test.for([
    ['api-key list -O text', /\tci\tall deployments\t/],
    ['api-key show ci', /Scope +\| all deployments/],
    ['api-key reveal ci -O text', /^sandbox-/],
    ['api-key rotate ci -f -O text', /^sandbox-/],
    ['api-key create two --scope my-app -z at-vie-2 -O text', /\ttwo\tdeployments [0-9a-f-]{36}\t/],
    ['api-key update ci --name nightly', /API key updated/],
    ['api-key update ci --scope my-app -z at-vie-2', /API key updated/],
    ['api-key update ci --scope public', /API key updated/],
    ['api-key delete ci -f', /deleted/],
    ['api-key revoke ci -f', /deleted/],
  ] as const)('%s', async ([line, printed]) => {
    const { exo } = await withComingShape(absent);
    const { code, stdout, stderr } = await exo(line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/error|warning/) });
    expect(stdout).toMatch(printed);
  });

  test('--if-not-exists accepts a key for the same deployment, and no other key', async () => {
    const { exo } = await withComingShape(absent);
    await exo('api-key create two --scope my-app -z at-vie-2');
    expect((await exo('api-key create two --scope my-app -z at-vie-2 --if-not-exists')).code).toBe(0);
    const { code, stderr } = await exo('api-key create ci --scope public --if-not-exists');
    expect(code).toBe(5);
    expect(stderr).toContain('its scope is all deployments, not public');
  });
});
