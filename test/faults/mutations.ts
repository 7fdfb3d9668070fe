import type { RunningSandbox } from '../../src/sandbox/index.js';

type World = RunningSandbox['sandbox'];

/**
 * The state of the API after a command. `untouched`: as before; `done`: as asked for; `begun`: the first part of it;
 * `doubled`: the object exists twice; `failed`: the object exists, and the service says that it is broken; `other`:
 * anything else, which is never right.
 */
export type State = 'untouched' | 'done' | 'begun' | 'doubled' | 'failed' | 'other';

/** A command that changes something, and how to see what it has changed. */
export interface Mutation {
  title: string;
  /** The names of the objects that the command may change. */
  subjects: readonly string[];
  /** The request that the faults strike, as faults name it. */
  request: string;
  /**
   * What a repeated request does. `create`: it makes a second object; `set`: nothing more, so repeating is safe;
   * `rotate`: it changes the value again, and nobody can see whether it was sent once or twice.
   */
  repeat: 'create' | 'set' | 'rotate';
  /** Whether the service answers with an operation. */
  operation: boolean;
  /** The operation takes a while, and the command takes --no-wait. */
  lasting?: true;
  /** The state if the operation never ends; by default `done`. */
  stuck?: State;
  /** Puts what the command needs into the world, without a request. */
  prepare(world: World): void;
  command: readonly string[];
  stdin?: string;
  /** What on stdout claims that the change is done; by default anything. */
  claim?: RegExp;
  state(world: World): State;
}

export const ZONE = 'at-vie-2';
const NAME = 'my-app';
const CLONE = 'my-app-2';
const KEY = 'my key';
const NEW_MODEL = 'owner/new-7B';
const UNUSED_MODEL = 'openai/gpt-oss-20b';
const MODEL = 'mistralai/Mistral-7B-Instruct-v0.3';
/** A file that asks for the same deployment as `deployment create` below. */
const FILE = `zone: ${ZONE}
deployments:
  - { name: ${NAME}, model-name: ${MODEL}, gpu-type: gpua5000, gpu-count: 2, replicas: 2 }
`;

/** The state of a creation, by how many of the objects exist. */
const counted = (count: number): State => (count === 0 ? 'untouched' : count === 1 ? 'done' : 'doubled');
const named = (world: World) => world.deployments(ZONE).filter(({ name }) => name === NAME);
const placed = (replicas: number) => (world: World) => {
  world.place({ zone: ZONE, name: NAME, replicas });
};

const keys = ({ world }: World) => world.data.apiKeys.filter(({ name }) => name === KEY);
/** Puts an AI API key with scope `public` into the world. */
export function placeKey({ world: { data, clock } }: World, name = KEY): void {
  const id = '00000000-0000-4000-8000-00000000000b';
  const now = clock.now();
  data.apiKeys.push({ id, name, scope: 'public', rotation: 0, createdAt: now, updatedAt: now });
}

/** The state of a change to `my-app`, by comparing a field with its old and its new value. */
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

/** The state of creating `my-app` with two replicas of two GPUs each. */
function created(world: World): State {
  const found = named(world);
  if (found.some(({ state }) => state === 'error')) return found.length === 1 ? 'failed' : 'doubled';
  const right = found.every((one) => one['gpu-count'] === 2 && one.replicas === 2);
  return right ? counted(found.length) : 'other';
}

/** The state of `clone --replace`: done if one clone is ready and its source at zero replicas. */
function cloned(world: World): State {
  const clones = world.deployments(ZONE).filter(({ name }) => name === CLONE);
  if (clones.length > 1) return 'doubled';
  const [clone] = clones;
  const [source] = named(world);
  if (source?.replicas === 0) return clone?.state === 'ready' ? 'done' : 'other';
  return !clone ? 'untouched' : clone.state === 'error' ? 'failed' : 'begun';
}

const scale = (title: string, from: number, to: number): Mutation => ({
  title,
  subjects: [NAME],
  request: 'POST /ai/deployment/{id}/scale',
  repeat: 'set',
  operation: true,
  lasting: true,
  prepare: placed(from),
  command: ['deployment', 'scale', NAME, String(to), '-z', ZONE],
  state: (world) => changed(world, 'replicas', from, to),
});

/** All mutations. Creations come first: they take longest, because the commands look for what they may have made. */
export const MUTATIONS: readonly Mutation[] = [
  {
    title: 'deployment create',
    subjects: [NAME],
    request: 'POST /ai/deployment',
    repeat: 'create',
    operation: true,
    lasting: true,
    prepare: () => {},
    command: [
      ...['deployment', 'create', NAME, '--model-name', MODEL, '--gpu-type', 'gpua5000'],
      ...['--gpu-count', '2', '--replicas', '2', '-z', ZONE],
    ],
    state: created,
  },
  {
    title: 'model create',
    subjects: [NEW_MODEL],
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
    subjects: [KEY],
    request: 'POST /ai/api-key',
    repeat: 'create',
    operation: false,
    prepare: () => {},
    command: ['api-key', 'create', KEY, '--scope', 'public', '-z', ZONE],
    state: (world) => counted(keys(world).length),
  },
  {
    title: 'deployment clone --replace',
    subjects: [NAME, CLONE],
    request: 'POST /ai/deployment',
    repeat: 'create',
    operation: true,
    stuck: 'begun',
    prepare: placed(1),
    command: ['deployment', 'clone', NAME, CLONE, '--gpu-count', '2', '--replace', '-f', '-z', ZONE],
    state: (world) => cloned(world),
  },
  {
    title: 'apply of a new deployment',
    subjects: [NAME],
    request: 'POST /ai/deployment',
    repeat: 'create',
    operation: true,
    prepare: () => {},
    command: ['apply', '-f', '-'],
    stdin: FILE,
    claim: /: created/,
    state: created,
  },
  scale('deployment scale up', 1, 3),
  scale('deployment scale to 0', 2, 0),
  {
    ...scale('deployment autoscale', 1, 3),
    command: ['deployment', 'autoscale', NAME, '--min', '3', '--max', '4', '-z', ZONE],
  },
  {
    title: 'deployment update',
    subjects: [NAME],
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
    subjects: [NAME],
    request: 'DELETE /ai/deployment/{id}',
    repeat: 'set',
    operation: true,
    prepare: placed(1),
    command: ['deployment', 'delete', NAME, '-f', '-z', ZONE],
    // A deployment is still listed while its deletion is under way.
    state: (world) =>
      world.world.data.deployments.some(({ name, change }) => name === NAME && change?.kind !== 'delete')
        ? 'untouched'
        : 'done',
  },
  {
    title: 'model delete',
    subjects: [UNUSED_MODEL],
    request: 'DELETE /ai/model/{id}',
    repeat: 'set',
    operation: true,
    prepare: () => {},
    command: ['model', 'delete', UNUSED_MODEL, '-f', '-z', ZONE],
    state: (world) => (world.models(ZONE).some(({ name }) => name === UNUSED_MODEL) ? 'untouched' : 'done'),
  },
  {
    title: 'api-key update',
    subjects: [KEY],
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
    subjects: [KEY],
    request: 'DELETE /ai/api-key/{id}',
    repeat: 'set',
    operation: true,
    prepare: (world) => placeKey(world),
    command: ['api-key', 'delete', KEY, '-f', '-z', ZONE],
    state: (world) => (keys(world).length === 0 ? 'done' : 'untouched'),
  },
  {
    title: 'api-key rotate',
    subjects: [KEY],
    request: 'POST /ai/api-key/{id}/rotate',
    repeat: 'rotate',
    operation: false,
    prepare: (world) => placeKey(world),
    command: ['api-key', 'rotate', KEY, '-f', '-z', ZONE],
    state: (world) => counted(keys(world)[0]?.rotation ?? 0),
  },
];
