import { createModelBody } from '../bodies.js';
import { type Api, accepted, bodyOf, idOf } from '../http.js';
import { createModel, deleteModel, findModel, listModels, showModel } from '../models.js';

/** `/ai/model` and what is under it. */
export function modelRoutes(api: Api): void {
  api.get('/ai/model', (c) => {
    const call = c.get('call');
    return c.json({ models: listModels(call).map((record) => showModel(call, record)) });
  });
  api.post('/ai/model', (c) => {
    const body = bodyOf(c, createModelBody);
    return accepted(c, createModel(c.get('call'), body));
  });
  api.get('/ai/model/:id', (c) => {
    const call = c.get('call');
    return c.json(showModel(call, findModel(call, idOf(c))));
  });
  api.delete('/ai/model/:id', (c) => accepted(c, deleteModel(c.get('call'), idOf(c))));
}
