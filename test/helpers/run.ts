import { setMaxListeners } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { type Transport, TransportError } from '../../src/api/http/transport.js';
import type { Clock } from '../../src/clock.js';
import type { Deps } from '../../src/deps.js';
import type {
  EndpointTransport,
  StreamedAnswer,
  StreamRequest,
} from '../../src/endpoint/endpoint-transport.js';
import { createDeps, type Host } from '../../src/host.js';
import type { CreationRecords } from '../../src/io/creation-records.js';
import type { Locks } from '../../src/io/locks.js';
import type { Files } from '../../src/io/read-files.js';
import type { RunRecord, RunRecords } from '../../src/io/run-records.js';
import { main } from '../../src/main.js';
import {
  createSandbox,
  DEFAULT_CREDENTIAL,
  type Sandbox,
  type SandboxOptions,
} from '../../src/sandbox/index.js';
import type { PlacedDeployment } from '../../src/sandbox/inspection.js';
import { ids } from './chance.js';
import { memoryCreations } from './creations.js';
import { noteHints } from './hinted.js';
import { memoryLocks } from './locks.js';
import { type Answer, lying, named } from './service.js';

/** 1 January 2026, midnight UTC. */
export const T0 = 1_767_225_600_000;

export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** A clock that stands still. `advance` moves it, and sleeping moves it at once by the time slept. */
export function fakeClock(start = T0): FakeClock {
  let time = start;
  return {
    now: () => time,
    advance(ms) {
      time += ms;
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      time += ms;
    },
  };
}

/** Acts before each sleep on a clock. */
export function beforeSleep(clock: FakeClock, act: (ms: number, signal?: AbortSignal) => unknown): void {
  const { sleep } = clock;
  clock.sleep = async (ms, signal) => {
    await act(ms, signal);
    return sleep(ms, signal);
  };
}

/** The records that the runs of `apply` in one test share, in memory. */
export function memoryRuns(): RunRecords {
  const written = new Map<string, RunRecord>();
  return { find: (key) => written.get(key), write: (key, record) => void written.set(key, record) };
}

/** What a command line printed and how it ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** The text piped into stdin. */
  stdin?: string;
  /** stdin, stdout and stderr are a terminal. */
  terminal?: boolean;
  columns?: number | (() => number);
  /** Lines of the terminal. */
  rows?: number;
  /** Gets the listener for a changed size of the terminal, and for a return from the shell. */
  onMoved?: Host['stdout']['onMoved'];
  signal?: AbortSignal;
  transport?: Transport;
  endpoints?: EndpointTransport;
  files?: Files;
  /** A home folder on the real file system. */
  home?: string;
  /** The current folder. */
  cwd?: string;
  /** The answers to type at a terminal, one for each question: `\r` is Enter, `\x03` Ctrl-C, `\x04` Ctrl-D. */
  typed?: readonly string[];
  /** Ctrl-C is typed as soon as this is printed on stdout. */
  interrupts?: RegExp;
  /** Called with every piece that is printed, in order. */
  onWrite?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Do not check the commands that the output tells people to type. */
  unheard?: boolean;
  /** Share locks between runs that are to see each other; absent: each run has its own. */
  locks?: Locks;
  /** The creation records; the runs of one bench share them, as runs on one machine do. */
  creations?: CreationRecords;
  /** The records that `apply` writes; shared in the same way. */
  runs?: RunRecords;
}

export interface BenchOptions extends SandboxOptions {
  /** The clock of both the sandbox and the machine. */
  clock?: FakeClock;
}

/** A file system without files. */
const noFiles: Files = { stat: async () => undefined, readFile: async () => '' };

/** Passes requests to the sandbox without a socket. A connection that breaks off is a lost answer, as on a socket. */
export function sandboxTransport(sandbox: Sandbox): Transport {
  return {
    async send({ method, url, headers, body, signal }) {
      signal?.throwIfAborted();
      const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
      try {
        const response = await sandbox.fetch(request);
        return {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: await response.text(),
        };
      } catch (error) {
        const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : undefined;
        if (!cause) throw error;
        throw new TransportError('lost', true, cause.message, { cause: error });
      }
    },
    close() {},
  };
}

/** Passes requests to deployments' URLs to the sandbox without a socket. */
export function sandboxEndpoints(sandbox: Sandbox): EndpointTransport {
  const brokenOff = (error: unknown) => {
    if (!(error instanceof TypeError && error.cause instanceof Error)) return error;
    return new TransportError('lost', true, 'the connection was lost', { cause: error });
  };
  return {
    async open({ method, url, headers, body, signal }) {
      const request = new Request(url, {
        method,
        headers,
        ...(body !== undefined && { body }),
        signal: signal ?? null,
      });
      // A Request holds its signal only weakly, so during a long wait it may miss the abort: listen to it here as well.
      const left = new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      const answer = await Promise.race([sandbox.fetch(request), left]).catch((error: unknown) => {
        throw brokenOff(error);
      });
      async function* chunks() {
        const reader = answer.body?.getReader();
        try {
          for (;;) {
            const step = await Promise.race([reader?.read(), left]);
            if (!step || step.done) break;
            yield step.value;
          }
        } catch (error) {
          throw brokenOff(error);
        } finally {
          reader?.cancel().catch(() => {});
        }
        signal?.throwIfAborted();
      }
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: chunks() };
    },
    close() {},
  };
}

/** The endpoints of a sandbox, some of whose answers are replaced; undefined: the sandbox answers. */
export function lyingEndpoints(
  sandbox: Sandbox,
  answer: (request: StreamRequest) => StreamedAnswer | undefined,
): EndpointTransport {
  const inner = sandboxEndpoints(sandbox);
  return { ...inner, open: async (request) => answer(request) ?? inner.open(request) };
}

/** The answer of an endpoint that streams these chunks of a reply. */
export function streamOf(...chunks: readonly object[]): StreamedAnswer {
  async function* body() {
    for (const data of [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'])
      yield new TextEncoder().encode(`data: ${data}\n\n`);
  }
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: body() };
}

/**
 * Makes a fresh sandbox on a fake clock, and runs command lines against it in this process, through the same `main`
 * that the launcher calls. Time passes only when a command sleeps.
 */
export function bench({ clock = fakeClock(), ...options }: BenchOptions = {}) {
  const sandbox = createSandbox({ clock, speed: 1, idSource: ids(), ...options });
  const creations = memoryCreations();
  const runs = memoryRuns();
  let transport = sandboxTransport(sandbox);
  const env = {
    EXOSCALE_API_ENDPOINT: 'http://127.0.0.1:8787/v2',
    EXOSCALE_API_KEY: DEFAULT_CREDENTIAL.key,
    EXOSCALE_API_SECRET: DEFAULT_CREDENTIAL.secret,
  };
  const exo = (line: string | readonly string[], given: RunOptions = {}) =>
    run(
      line,
      {
        transport,
        endpoints: sandboxEndpoints(sandbox),
        creations,
        runs,
        ...given,
        env: { ...env, ...given.env },
      },
      clock,
    );
  /** The requests so far that change something: `POST /v2/ai/deployment`. */
  const changes = () =>
    sandbox.requests.flatMap(({ method, path }) => (method === 'GET' ? [] : [`${method} ${path}`]));
  /** From now on `answer` is called first for every request, and what it returns is the request's answer. */
  const intercept = (answer: Answer) => {
    transport = lying(transport, answer);
  };
  /** Acts right before the nth request of this name, see `named`. The service answers it. */
  const justBefore = (name: string, act: () => unknown, nth = 1) => {
    let seen = 0;
    intercept(async (request) => {
      if (named(request) === name && ++seen === nth) await act();
      return undefined;
    });
  };
  return { clock, sandbox, env, exo, changes, creations, intercept, justBefore };
}

/** A bench with a deployment `my-app` in at-vie-2. @param placed its properties; by default one replica with one GPU */
export function withMyApp(placed: Partial<PlacedDeployment> = {}, options: BenchOptions = {}) {
  const made = bench(options);
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', ...placed });
  return { ...made, id };
}

/** The signal as the launcher makes it: without a warning when dozens of requests listen to it. */
function quiet(signal = new AbortController().signal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}

/** A host whose output is thrown away. */
export function silentHost(options: RunOptions, clock: Clock): Host {
  const nowhere = { write: () => {}, on: () => {} };
  // Without a home folder, records and files are kept in memory.
  const inMemory = options.home === undefined;
  return {
    stdin: () => process.stdin,
    stdout: nowhere,
    stderr: () => nowhere,
    // Without TERM nothing is animated, so the output can be compared. The price feed is off unless a test sets it.
    env: { EXO_DI_PRICES: 'off', ...options.env },
    platform: 'linux',
    home: options.home,
    cwd: () => options.cwd ?? '/',
    clock,
    random: () => 0.5,
    signal: quiet(options.signal),
    program: ['/usr/bin/node', '/opt/exo-di/bin/exo-di.js'],
    locks: options.locks ?? memoryLocks(clock),
    creations: options.creations ?? (inMemory ? memoryCreations() : undefined),
    runs: options.runs ?? (inMemory ? memoryRuns() : undefined),
    files: options.files ?? (inMemory ? noFiles : undefined),
    transport: options.transport,
    endpoints: options.endpoints,
  };
}

/** The dependencies for a command that a test calls as a function, without messages. */
export const quietDeps = (options: RunOptions, clock: Clock = fakeClock()): Deps =>
  createDeps(silentHost(options, clock), { quiet: true });

/** Runs one command line. A string is split at spaces; words with spaces are given as a list. */
export async function run(
  line: string | readonly string[],
  options: RunOptions = {},
  clock: Clock = fakeClock(),
): Promise<Outcome> {
  const argv = typeof line === 'string' ? line.split(' ').filter(Boolean) : line;
  let stdout = '';
  let stderr = '';
  const terminal = options.terminal ?? options.typed !== undefined;
  const typist = options.typed && createTypist(options.typed);
  const stream = (write: (text: string) => void) => ({
    write,
    isTTY: terminal,
    rows: options.rows,
    get columns() {
      return typeof options.columns === 'function' ? options.columns() : (options.columns ?? 80);
    },
    onMoved: options.onMoved,
    on() {},
  });
  const piped = Readable.from(options.stdin === undefined ? [] : [options.stdin]);
  const stdin: ReturnType<Host['stdin']> = typist?.stdin ?? piped;
  stdin.isTTY = terminal;
  const errors = stream((text) => {
    stderr += text;
    options.onWrite?.('stderr', text);
    typist?.reads(text);
  });
  const printed = stream((text) => {
    stdout += text;
    if (options.interrupts?.test(text)) typist?.interrupt();
    options.onWrite?.('stdout', text);
  });
  const streams = { stdin: () => stdin, stdout: printed, stderr: () => errors };
  const code = await main(argv, { ...silentHost(options, clock), ...streams });
  if (!options.unheard) noteHints({ stdout, stderr });
  return { code, stdout, stderr };
}

/** The cells of the tables in an output, row by row, headings included. */
export const tableOf = (stdout: string): string[][] =>
  stdout.split('\n').flatMap((line) => {
    const cells = line.split('│').slice(1, -1);
    return cells.length > 0 ? [cells.map((cell) => cell.trim())] : [];
  });

/** Types the next answer whenever the printed text ends with a question; without answers left, Ctrl-D. */
function createTypist(answers: readonly string[]) {
  const stdin: ReturnType<Host['stdin']> = new PassThrough();
  const left = [...answers];
  let line = '';
  return {
    stdin,
    interrupt: () => void (stdin instanceof PassThrough && stdin.write('\x03')),
    reads(text: string) {
      line = (line + text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '')).split('\n').at(-1) ?? '';
      if (!/(: |\[y\/N\] |^> )$/.test(line)) return;
      line = '';
      const answer = left.shift() ?? '\x04';
      setImmediate(() => void (stdin instanceof PassThrough && stdin.write(answer)));
    },
  };
}
