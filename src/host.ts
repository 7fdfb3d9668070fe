import type { Client } from './api/client.js';
import type { TransportOptions } from './api/http/production-transport.js';
import type { Transport } from './api/http/transport.js';
import type { Clock } from './clock.js';
import type { Settings } from './config/settings.js';
import type { Deps, Globals } from './deps.js';
import type { EndpointTransport } from './endpoint/transport.js';
import { carrying, carryingOfPart } from './hints.js';
import type { CreationRecords } from './io/creation-records.js';
import type { Io } from './io/io.js';
import type { Locks } from './io/locks.js';
import type { createMachine } from './io/machine.js';
import { createNodeIo, type HeldTalk, type NodeIoOptions } from './io/node-io.js';
import type { Files } from './io/read-files.js';
import type { RunRecords } from './io/run-records.js';
import { visible } from './output/visible.js';
import { once } from './schemas/once.js';

/** The process a command line runs in; tests and `sandbox demo` give one of their own. */
export interface Host extends Omit<NodeIoOptions, 'quiet' | 'json' | 'spoken'> {
  platform: string;
  home: string | undefined;
  cwd: () => string;
  clock: Clock;
  random: () => number;
  /** The words that run this program again: absolute paths of Node and the launcher. */
  program?: readonly string[] | undefined;
  /** The process ends right after the command: its connections end with it, and closing them takes time. */
  endsWithProcess?: boolean | undefined;
  /** In place of lock files in the home folder. */
  locks?: Locks | undefined;
  /** In place of what is written down in the home folder. */
  creations?: CreationRecords | undefined;
  /** In place of what runs of apply write down in the home folder. */
  runs?: RunRecords | undefined;
  /** In place of the real file system, for settings and files named on the command line. */
  files?: Files | undefined;
  /** In place of undici over real sockets. */
  transport?: Transport | undefined;
  /** The same for requests to deployments' URLs. */
  endpoints?: EndpointTransport | undefined;
}

/** Production's dependencies, with what must be ended and what `main` needs to speak of errors. */
export interface HostedDeps extends Deps {
  close(): void;
  /** The output format, as far as it is known when an error comes. */
  knownFormat(): string | undefined;
  /** What was not told yet. */
  held: HeldTalk;
}

/** Wires a command's dependencies to a process. Everything is lazy: what is not asked for is not loaded. */
export function createDeps(host: Host, globals: Globals, onlyReads = false): HostedDeps {
  const io = createNodeIo({
    ...host,
    quiet: () => globals.quiet,
    json: () => deps.knownFormat() === 'json',
    spoken: (text) => carrying(globals, text),
  });
  const deps = wired(host, globals, { io, onlyReads, told: new Set() });
  return deps;
}

/** What the parts of one run share. */
interface Shared {
  io: Io & { held: HeldTalk };
  /** Whether nothing but reads are sent. */
  onlyReads: boolean;
  /** Warnings of the settings that were told. */
  told: Set<string>;
}

function wired(host: Host, globals: Globals, { io, onlyReads, told }: Shared): HostedDeps {
  let resolved: Settings | undefined;
  let transport: Transport | undefined;
  let machine: ReturnType<typeof createMachine> | undefined;
  let endpoints: Promise<EndpointTransport> | undefined;
  const others = new Map<string, HostedDeps>();
  const deps: HostedDeps = {
    io,
    held: io.held,
    globals,
    clock: host.clock,
    random: host.random,
    signal: host.signal,
    env: host.env,
    settings: once(async () => {
      const [{ resolveSettings }, sources] = await Promise.all([
        import('./config/settings.js'),
        deps.sources(),
      ]);
      const read = await resolveSettings(sources);
      resolved = read;
      for (const warning of read.warnings) if (!told.has(warning)) io.warn(warning);
      for (const warning of read.warnings) told.add(warning);
      return read;
    }),
    sources: async () => ({
      flags: globals,
      env: host.env,
      platform: host.platform,
      home: host.home,
      cwd: host.cwd(),
      files: host.files ?? (await import('./io/read-files.js')).nodeFiles,
      get interactive() {
        return io.interactive;
      },
    }),
    async printer(view) {
      const { createPrinter } = await import('./output/render.js');
      const { outputTemplate: template } = globals;
      const format = (await deps.settings()).outputFormat ?? 'table';
      return createPrinter(view, { format, template, style: io.stdout, arranging: globals });
    },
    client: once(() => connect()),
    as(account) {
      const named = { ...globals, useAccount: account, accountBy: 'account: of the file' };
      const speaking = { ...io, ...speakingOf(named, io) };
      const other = others.get(account) ?? wired(host, named, { io: speaking, onlyReads, told });
      others.set(account, other);
      return other;
    },
    nested: async (argv, env) => (await import('./nested.js')).runNested(deps, argv, env),
    async publicText(url, timeoutMs) {
      const [{ readPublic }, { briefLookup }] = await Promise.all([
        import('./api/public-text.js'),
        import('./api/http/brief-lookup.js'),
      ]);
      const brief = { endpoint: url, onlyReads: true, lookup: briefLookup(timeoutMs) };
      const direct = host.transport ?? (await productionTransport(brief));
      const apart = (await traced(direct)) ?? direct;
      try {
        return await readPublic(apart, { url, timeoutMs, signal: host.signal, agent: await userAgent() });
      } finally {
        if (!host.transport) apart.close();
      }
    },
    endpoints() {
      endpoints ??= connectEndpoints();
      return endpoints;
    },
    async machine() {
      const { createMachine } = await import('./io/machine.js');
      machine ??= createMachine({ ...host, program: host.program ?? [] });
      return machine;
    },
    close() {
      if (!host.endsWithProcess) {
        transport?.close();
        endpoints?.then(
          ({ close }) => close(),
          () => {},
        );
      }
      machine?.releaseLocks();
      for (const other of others.values()) other.close();
    },
    knownFormat: () => globals.outputFormat ?? resolved?.outputFormat,
  };
  const productionTransport = async (options: Omit<TransportOptions, 'env'>) => {
    const { createProductionTransport } = await import('./api/http/production-transport.js');
    return createProductionTransport({ env: host.env, ...options });
  };
  const tracing = { write: (line: string) => io.error(`${visible(line)}\n`), now: () => host.clock.now() };
  const connectEndpoints = async (): Promise<EndpointTransport> => {
    const direct =
      host.endpoints ??
      (await (await import('./endpoint/undici-transport.js')).createEndpointTransport(host.env));
    if (!isTracing(host.env)) return direct;
    return (await import('./endpoint/trace.js')).tracedEndpoints(direct, tracing);
  };
  const traced = async (direct: Transport) =>
    isTracing(host.env) ? (await import('./api/trace.js')).traced(direct, tracing) : undefined;
  const connect = async (): Promise<Client> => {
    const [read, { createClient }] = await Promise.all([
      deps.settings(),
      import('./api/client.js'),
      host.transport ? undefined : import('./api/http/production-transport.js'),
    ]);
    const direct = host.transport ?? (await productionTransport({ endpoint: read.endpoint?.url, onlyReads }));
    const trace = await traced(direct);
    transport = trace ?? direct;
    const { timeoutMs } = read;
    return createClient({
      transport,
      credentials: async () => {
        const found = await read.credentials(host.signal);
        trace?.hide(found.secret);
        return found;
      },
      endpoint: read.endpoint,
      allowInsecure: host.env.EXO_DI_ALLOW_HTTP === '1',
      headers: { 'user-agent': await userAgent(), ...read.headers },
      clock: host.clock,
      random: host.random,
      signal: host.signal,
      timeoutMs: timeoutMs !== undefined && timeoutMs < 0 ? Number.POSITIVE_INFINITY : timeoutMs,
    });
  };
  return deps;
}

/** What is said of one of several accounts: its commands name it. */
function speakingOf(named: Globals, io: Io): Pick<Io, 'done' | 'say' | 'warn' | 'confirm'> {
  const spoken = (text: string) => carryingOfPart(named, text);
  return {
    done: (line, again) => io.done(spoken(line), again),
    say: (line) => io.say(spoken(line)),
    warn: (sentence) => io.warn(spoken(sentence)),
    confirm: (question) => io.confirm(question.map(spoken)),
  };
}

/** EXOSCALE_TRACE asks for the requests, and for where an error comes from; 0 and nothing do not. */
export function isTracing(env: Host['env']): boolean {
  return !['', '0', 'false'].includes(env.EXOSCALE_TRACE ?? '');
}

async function userAgent(): Promise<string> {
  const { VERSION } = await import('./version.js');
  return `exo-di/${VERSION}`;
}
