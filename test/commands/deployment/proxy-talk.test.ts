import { expect, test } from 'vitest';
import { proxyTalk } from '../../../src/commands/deployment/proxy/proxy-talk.js';
import { ExoError } from '../../../src/errors.js';
import { Metrics } from '../../../src/proxy/metrics.js';
import { quietDeps } from '../../helpers/run.js';

test('the commands in the hints of what fails name file and account', () => {
  const said: string[] = [];
  const { io, ...deps } = quietDeps({});
  const globals = { useAccount: 'lab', config: 'lab.toml', quiet: false };
  const speaking = { ...deps, globals, io: { ...io, error: (text: string) => void said.push(text) } };
  const events = proxyTalk(speaking, new Metrics(), false).keeper('my-app', 1);
  events.onSleepFailed?.(new ExoError('unavailable', 'no answer'));
  expect(said.join('')).toBe(
    'error: no answer\nhint: see what is reachable with: exo-di -C lab.toml -A lab doctor\n',
  );
});
