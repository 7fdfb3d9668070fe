import { createDeploymentBody, scaleDeploymentBody, updateDeploymentBody } from '../bodies.js';
import { deleteDeployment, scaleDeployment, updateDeployment } from '../deployment-change.js';
import { createDeployment } from '../deployment-create.js';
import { showDeployment, showEntry } from '../deployment-view.js';
import { findDeployment, listDeployments } from '../deployments.js';
import { type Api, accepted, bodyOf, idOf } from '../http.js';
import { deploymentLogs, parseTail } from '../logs.js';
import { deploymentKey } from '../secrets.js';

/** `/ai/deployment` and what is under it. */
export function deploymentRoutes(api: Api): void {
  api.get('/ai/deployment', (c) => {
    const call = c.get('call');
    const deployments = listDeployments(call, c.req.query('visibility'));
    return c.json({ deployments: deployments.map((record) => showEntry(call, record)) });
  });
  api.post('/ai/deployment', (c) => {
    const body = bodyOf(c, createDeploymentBody);
    return accepted(c, createDeployment(c.get('call'), body));
  });
  api.get('/ai/deployment/:id', (c) => {
    const call = c.get('call');
    return c.json(showDeployment(call, findDeployment(call, idOf(c))));
  });
  api.patch('/ai/deployment/:id', (c) => {
    const id = idOf(c);
    const body = bodyOf(c, updateDeploymentBody);
    return accepted(c, updateDeployment(c.get('call'), id, body));
  });
  api.delete('/ai/deployment/:id', (c) => accepted(c, deleteDeployment(c.get('call'), idOf(c))));
  api.post('/ai/deployment/:id/scale', (c) => {
    const id = idOf(c);
    const { replicas } = bodyOf(c, scaleDeploymentBody);
    return accepted(c, scaleDeployment(c.get('call'), id, replicas));
  });
  api.get('/ai/deployment/:id/logs', (c) => {
    const call = c.get('call');
    const tail = parseTail(c.req.query('tail'));
    return c.json({ logs: deploymentLogs(call, findDeployment(call, idOf(c)), tail) });
  });
  api.get('/ai/deployment/:id/api-key', (c) => {
    const { id } = findDeployment(c.get('call'), idOf(c));
    return c.json({ 'api-key': deploymentKey(id) });
  });
}
