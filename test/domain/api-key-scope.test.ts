import { expect, test } from 'vitest';
import { describeScope, hasScope } from '../../src/domain/api-key-scope.js';
import { apiKey } from '../../src/schemas/api-key.js';

const A = '11111111-1111-4111-8111-111111111111';
const B = '22222222-2222-4222-8222-222222222222';
const read = (opens: object) => apiKey().parse({ id: 'k', name: 'ci', ...opens });

test.for([
  [{ scope: 'public' }, 'public', true, false],
  [{ scope: A.toUpperCase() }, A.toUpperCase(), false, true],
  [{ 'all-models': true, 'all-deployments': true }, 'all models; all deployments', undefined, undefined],
  [{ all_models: true, deployments: [A] }, `all models; deployments ${A}`, undefined, false],
  [{ deployments: [A] }, `deployments ${A}`, undefined, true],
  [{ deployments: [A.toUpperCase()], models: [] }, `deployments ${A.toUpperCase()}`, undefined, true],
  [{ deployments: [{ id: A, name: 'my-app' }] }, `deployments ${A}`, undefined, true],
  [{ deployments: [{ name: 'my-app' }, 7, null] }, 'deployments my-app', undefined, false],
  [{ deployments: [A, B] }, `deployments ${A}, ${B}`, undefined, false],
  [{ deployments: [A], all_deployments: true }, 'all deployments', undefined, false],
  [{ deployments: [A], models: ['m/x'] }, `models m/x; deployments ${A}`, undefined, false],
  [{ models: [], deployments: [] }, '', undefined, false],
  [{}, '', undefined, undefined],
] as const)('%j gives access to %j', ([opens, words, isPublic, isA]) => {
  const key = read(opens);
  expect([describeScope(key), hasScope(key, 'public'), hasScope(key, A)]).toEqual([words, isPublic, isA]);
});
