import { expect, test } from 'vitest';
import { InputError, readInputs } from '../../action/inputs.js';

/** Reads these inputs, with credentials added. */
const read = (given: Record<string, string>) => {
  const all = { 'api-key': 'EXO', 'api-secret': 's', ...given };
  return readInputs(
    Object.fromEntries(Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  );
};

test.each([
  [{ command: 'scale', deployment: 'a' }, 'scale needs replicas'],
  [{ command: 'create' }, 'command is scale, apply or plan, not create'],
  [{ command: 'apply' }, 'apply needs file'],
  [{ command: 'apply', file: 'f.yaml', comment: 'true' }, 'comment is for plan'],
  [{ ephemeral: 'true', deployment: 'a' }, 'ephemeral needs zone'],
  [{ ephemeral: 'yes' }, 'ephemeral is true or false, not yes'],
  [{ 'on-end': 'stop' }, 'on-end is zero or delete, not stop'],
  [{ 'api-secret': ' ' }, 'api-secret is empty (in a pull request from a fork there are no secrets)'],
  [{ command: 'scale', deployment: '--all', replicas: '0' }, 'deployment cannot be --all'],
  [{ command: 'scale' }, 'scale needs deployment; scale needs replicas'],
] satisfies [Record<string, string>, string][])('%j: %s', (given, problem) => {
  expect(() => read(given)).toThrow(new InputError(problem));
});

test.each([
  [{}, undefined],
  [
    { command: 'scale', deployment: 'my app', replicas: '2', zone: 'at-vie-2' },
    ['deployment', 'scale', 'my app', '2', '-z', 'at-vie-2'],
  ],
  [{ command: 'apply', file: 'f.yaml' }, ['apply', '-f', 'f.yaml']],
  [{ command: 'plan', file: 'f.yaml' }, ['plan', '-f', 'f.yaml', '--markdown', '--detailed-exitcode']],
] satisfies [Record<string, string>, string[] | undefined][])('%j runs %j', (given, line) => {
  expect(read(given).line).toEqual(line);
});

test('ephemeral returns the deployment to end, its zone and how to end it', () => {
  const given = { ephemeral: 'TRUE', deployment: 'pr-7', zone: 'at-vie-2' };
  expect(read(given).ephemeral).toEqual({ deployment: 'pr-7', zone: 'at-vie-2', end: 'zero' });
  expect(read({ ...given, 'on-end': 'delete' }).ephemeral?.end).toBe('delete');
});
