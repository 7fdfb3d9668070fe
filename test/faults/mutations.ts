import type { RunningSandbox } from '../../src/sandbox/index.js';

type World = RunningSandbox['sandbox'];

/**
 * What the API holds once a command has ended: as before, as asked, the thing twice, or something else, which is
 * never right. `failed` is a thing that exists and that the service itself says is broken.
 */
export type State = 'untouched' | 'done' | 'doubled' | 'failed' | 'other';

/** A command that changes something, and how to see what it has changed. */
export interface Mutation {
  title: string;
  /** The name of the thing it acts on. */
  subject: string;
  /** The request that the faults strike, as they name it. */
  request: string;
  /** `create`: a second one makes a second thing. `set`: repeating it is safe. `rotate`: no one can tell twice from once. */
  repeat: 'create' | 'set' | 'rotate';
  /** The service works on it in an operation. */
  operation: boolean;
  /** The operation takes a while, and can be left alone with --no-wait. */
  lasting?: true;
  /** Puts what is needed into the world, without a request. */
  prepare(world: World): void;
  command: readonly string[];
  state(world: World): State;
}

export const ZONE = 'at-vie-2';
const NAME = 'my-app';
const KEY = 'my key';
const NEW_MODEL = 'owner/new-7B';
const UNUSED_MODEL = 'openai/gpt-oss-20b';
const MODEL = 'mistralai/Mistral-7B-Instruct-v0.3';

/** One thing before the command, none or one of it afterwards. */
const counted = (count: number): State => (count === 0 ? 'untouched' : count === 1 ? 'done' : 'doubled');
const named = (world: World) => world.deployments(ZONE).filter(({ name }) => name === NAME);
const placed = (replicas: number) => (world: World) => {
  world.place({ zone: ZONE, name: NAME, replicas });
};

const keys = ({ world }: World) => world.data.apiKeys.filter(({ name }) => name === KEY);
function placeKey({ world: { data, clock } }: World): void {
  const id = '00000000-0000-4000-8000-00000000000b';
  const now = clock.now();
  data.apiKeys.push({ id, name: KEY, scope: 'public', rotation: 0, createdAt: now, updatedAt: now });
}

/** The one deployment there is, held against what it was and what it should be. */
function changed(
  world: World,
  field: 'replicas' | 'inference-engine-version',
  was: unknown,
  asked: unknown,
): State {
  const found = named(world);
  const [only] = found;
  if (!only || found.length > 1) return 'other';
  return only[field] === asked ? 'done' : only[field] === was ? 'untouched' : 'other';
}

const scale = (title: string, from: number, to: number): Mutation => ({
  title,
  subject: NAME,
  request: 'POST /ai/deployment/{id}/scale',
  repeat: 'set',
  operation: true,
  lasting: true,
  prepare: placed(from),
  command: ['deployment', 'scale', NAME, String(to), '-z', ZONE],
  state: (world) => changed(world, 'replicas', from, to),
});

/** The creations first: they take longest, because they look for what they may have made. */
export const MUTATIONS: readonly Mutation[] = [
  {
    title: 'deployment create',
    subject: NAME,
    request: 'POST /ai/deployment',
    repeat: 'create',
    operation: true,
    lasting: true,
    prepare: () => {},
    command: [
      ...['deployment', 'create', NAME, '--model-name', MODEL, '--gpu-type', 'gpua5000'],
      ...['--gpu-count', '2', '--replicas', '2', '-z', ZONE],
    ],
    state(world) {
      const found = named(world);
      if (found.some(({ state }) => state === 'error')) return found.length === 1 ? 'failed' : 'doubled';
      const right = found.every((one) => one['gpu-count'] === 2 && one.replicas === 2);
      return right ? counted(found.length) : 'other';
    },
  },
  {
    title: 'model create',
    subject: NEW_MODEL,
    request: 'POST /ai/model',
    repeat: 'create',
    operation: true,
    lasting: true,
    prepare: () => {},
    command: ['model', 'create', NEW_MODEL, '-z', ZONE],
    state(world) {
      const found = world.models(ZONE).filter(({ name }) => name === NEW_MODEL);
      return found.length === 1 && found[0]?.state === 'error' ? 'failed' : counted(found.length);
    },
  },
  {
    title: 'api-key create',
    subject: KEY,
    request: 'POST /ai/api-key',
    repeat: 'create',
    operation: false,
    prepare: () => {},
    command: ['api-key', 'create', KEY, '--scope', 'public', '-z', ZONE],
    state: (world) => counted(keys(world).length),
  },
  scale('deployment scale up', 1, 3),
  scale('deployment scale to 0', 2, 0),
  {
    title: 'deployment update',
    subject: NAME,
    request: 'PATCH /ai/deployment/{id}',
    repeat: 'set',
    operation: true,
    lasting: true,
    prepare: placed(1),
    command: ['deployment', 'update', NAME, '--inference-engine-version', '0.24.0', '-z', ZONE],
    state: (world) => changed(world, 'inference-engine-version', '0.25.1', '0.24.0'),
  },
  {
    title: 'deployment delete',
    subject: NAME,
    request: 'DELETE /ai/deployment/{id}',
    repeat: 'set',
    operation: true,
    prepare: placed(1),
    command: ['deployment', 'delete', NAME, '-f', '-z', ZONE],
    // One that is being deleted is still listed for a while.
    state: (world) =>
      world.world.data.deployments.some(({ name, change }) => name === NAME && change?.kind !== 'delete')
        ? 'untouched'
        : 'done',
  },
  {
    title: 'model delete',
    subject: UNUSED_MODEL,
    request: 'DELETE /ai/model/{id}',
    repeat: 'set',
    operation: true,
    prepare: () => {},
    command: ['model', 'delete', UNUSED_MODEL, '-f', '-z', ZONE],
    state: (world) => (world.models(ZONE).some(({ name }) => name === UNUSED_MODEL) ? 'untouched' : 'done'),
  },
  {
    title: 'api-key update',
    subject: KEY,
    request: 'PATCH /ai/api-key/{id}',
    repeat: 'set',
    operation: false,
    prepare(world) {
      placeKey(world);
      placed(1)(world);
    },
    command: ['api-key', 'update', KEY, '--scope', NAME, '-z', ZONE],
    state: (world) => (keys(world)[0]?.scope === named(world)[0]?.id ? 'done' : 'untouched'),
  },
  {
    title: 'api-key delete',
    subject: KEY,
    request: 'DELETE /ai/api-key/{id}',
    repeat: 'set',
    operation: true,
    prepare: placeKey,
    command: ['api-key', 'delete', KEY, '-f', '-z', ZONE],
    state: (world) => (keys(world).length === 0 ? 'done' : 'untouched'),
  },
  {
    title: 'api-key rotate',
    subject: KEY,
    request: 'POST /ai/api-key/{id}/rotate',
    repeat: 'rotate',
    operation: false,
    prepare: placeKey,
    command: ['api-key', 'rotate', KEY, '-f', '-z', ZONE],
    state: (world) => counted(keys(world)[0]?.rotation ?? 0),
  },
];
