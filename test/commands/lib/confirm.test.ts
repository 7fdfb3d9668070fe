import { expect, test } from 'vitest';
import { withMyApp } from '../../helpers/run.js';

test.each([
  [
    'deployment delete my-app -z at-vie-2',
    'deployment my-app in at-vie-2 would be deleted; URL and API key',
    'at-vie-2',
  ],
  ['deployment delete my-app other -z at-vie-2', '2 deployments in at-vie-2 would be deleted; ', 'at-vie-2'],
  ['deployment delete my-app', 'deployment my-app would be deleted; ', undefined],
  ['model delete a/b -z at-vie-2', 'model a/b in at-vie-2 would be deleted; the files', 'at-vie-2'],
  ['api-key delete ci -z at-vie-2', 'API key ci would be deleted; whoever uses', undefined],
  ['api-key rotate ci', 'the present value of API key ci would stop working at once', undefined],
  [
    'deployment scale --all 0 -z at-vie-2',
    'every deployment of at-vie-2 would be scaled to 0 replicas',
    'at-vie-2',
  ],
  [
    'deployment idle --for 45m --all --scale-to-zero -z at-vie-2',
    'every idle deployment of at-vie-2',
    'at-vie-2',
  ],
  ['deployment clone my-app b --replace -z at-vie-2', 'my-app would be scaled to zero once', 'at-vie-2'],
  ['deployment bench my-app -z at-vie-2', 'the load would slow down deployment my-app', 'at-vie-2'],
])('%s, which nobody confirms, names what would be changed, and where', async (line, what, zone) => {
  const { exo, sandbox } = withMyApp();
  const { code, stderr } = await exo(`${line} -O json`);
  expect({ code, requests: sandbox.requests.length }).toEqual({ code: 2, requests: 0 });
  const { message, zone: told } = JSON.parse(stderr).error;
  expect(message).toMatch(/^no terminal to ask for confirmation; (nothing|no prompt) was sent; /);
  expect(message).toContain(`; ${what}`);
  expect(told).toBe(zone);
});
