import { isServing } from '../deployment-view.js';
import type { Api, Ctx } from '../http.js';
import { problem } from '../problem.js';
import type { DeploymentRecord } from '../records.js';
import { deploymentKey } from '../secrets.js';

/**
 * What stands at a deployment's URL: just enough of an OpenAI-compatible API to show that URL and key work, and
 * stop working at zero replicas. Nothing is inferred.
 */
export function inferenceRoutes(api: Api): void {
  const path = '/inference/:zone/:id/v1';
  api.get(`${path}/models`, (c) => {
    const { model } = serving(c);
    return c.json({ object: 'list', data: [{ id: model.name, object: 'model', owned_by: 'vllm' }] });
  });
  api.post(`${path}/chat/completions`, (c) => {
    const { id, model } = serving(c);
    const message = { role: 'assistant', content: 'This is the sandbox: no model was asked.' };
    return c.json({
      id: `chatcmpl-${id}`,
      object: 'chat.completion',
      model: model.name,
      choices: [{ index: 0, message, finish_reason: 'stop' }],
    });
  });
}

/** @throws Problem 401 for a wrong key, 404, 503 while no replica serves */
function serving(c: Ctx): DeploymentRecord {
  const { world, now } = c.get('call');
  const record = world.data.deployments.find(
    ({ id, zone }) => id === c.req.param('id') && zone === c.req.param('zone'),
  );
  if (!record) throw problem(404, 'No such deployment');
  if (c.req.header('authorization') !== `Bearer ${deploymentKey(record.id)}`)
    throw problem(401, 'Invalid API key');
  if (!isServing(record, now)) throw problem(503, `Deployment ${record.name} has no replica that serves`);
  return record;
}
