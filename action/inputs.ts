import { type Env, input } from './runner.js';

/** What a step asks for, checked. */
export interface Inputs {
  key: string;
  secret: string;
  endpoint: string;
  /** The command line of exo-di; undefined where it is only installed. */
  line: readonly string[] | undefined;
  isPlan: boolean;
  comments: boolean;
  /** What a comment is about: the file and, where only a part of it is planned, the zone. */
  about: string;
  exports: boolean;
  token: string;
  ephemeral: Ephemeral | undefined;
}

/** What is ended with the job, and how. */
export interface Ephemeral {
  deployment: string;
  zone: string;
  end: 'zero' | 'delete';
}

/** Everything that is wrong with the inputs, at once. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** @throws InputError before anything is sent or written */
export function readInputs(env: Env): Inputs {
  const problems: string[] = [];
  const given = (name: string) => input(env, name);
  const isTrue = (name: string) => {
    const value = given(name).toLowerCase();
    if (!['true', 'false', ''].includes(value)) problems.push(`${name} is true or false, not ${given(name)}`);
    return value === 'true';
  };
  for (const name of ['api-key', 'api-secret']) {
    if (given(name) === '')
      problems.push(`${name} is empty (in a pull request from a fork there are no secrets)`);
  }
  const command = given('command');
  const need = (name: string, who: string) => {
    if (given(name) === '') problems.push(`${who} needs ${name}`);
  };
  const isEphemeral = isTrue('ephemeral');
  const end = given('on-end') || 'zero';
  if (isEphemeral) for (const name of ['deployment', 'zone']) need(name, 'ephemeral');
  if (end !== 'zero' && end !== 'delete') problems.push(`on-end is zero or delete, not ${end}`);
  if (command === 'scale') for (const name of ['deployment', 'replicas']) need(name, 'scale');
  if (command === 'apply' || command === 'plan') need('file', command);
  if (!['', 'scale', 'apply', 'plan'].includes(command))
    problems.push(`command is scale, apply or plan, not ${command}`);
  const comments = isTrue('comment');
  if (comments && command !== 'plan') problems.push('comment is for plan');
  const exports = isTrue('export-credentials');
  for (const name of ['deployment', 'replicas', 'zone']) {
    // What begins with a dash would be a flag.
    if (given(name).startsWith('-')) problems.push(`${name} cannot be ${given(name)}`);
  }
  if (problems.length > 0) throw new InputError(problems.join('; '));
  const [deployment, zone] = [given('deployment'), given('zone')];
  return {
    key: given('api-key'),
    secret: given('api-secret'),
    endpoint: given('api-endpoint'),
    line: lineOf(command, { deployment, zone, replicas: given('replicas'), file: given('file') }),
    isPlan: command === 'plan',
    comments,
    about: [given('file'), zone].filter(Boolean).join(' in '),
    exports,
    token: given('github-token'),
    ephemeral: isEphemeral && (end === 'zero' || end === 'delete') ? { deployment, zone, end } : undefined,
  };
}

function lineOf(
  command: string,
  { deployment, replicas, zone, file }: Readonly<Record<'deployment' | 'replicas' | 'zone' | 'file', string>>,
): readonly string[] | undefined {
  const where = zone === '' ? [] : ['-z', zone];
  switch (command) {
    case 'scale':
      return ['deployment', 'scale', deployment, replicas, ...where];
    case 'apply':
      return ['apply', '-f', file, ...where];
    case 'plan':
      return ['plan', '-f', file, ...where, '--markdown', '--detailed-exitcode'];
    default:
      return undefined;
  }
}
