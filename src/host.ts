import type { Settings } from './config/settings.js';
import type { Deps, Globals } from './deps.js';
import { carrying, carryingOfPart } from './hints.js';
import type { CreationRecords } from './io/creation-records.js';
import type { Io } from './io/io.js';
import type { Locks } from './io/locks.js';
import type { createMachine } from './io/machine.js';
import { createNodeIo, type HeldTalk, type NodeIoOptions } from './io/node-io.js';
import type { Files } from './io/read-files.js';
import type { RunRecords } from './io/run-records.js';
import { Network, type NetworkOptions } from './network.js';
import { once } from './once.js';

/** The process a command line runs in; tests and `sandbox demo` give one of their own. */
export interface Host extends Omit<NodeIoOptions, 'quiet' | 'json' | 'spoken'>, NetworkOptions {
  platform: string;
  home: string | undefined;
  cwd: () => string;
  /** The words that run this program again: absolute paths of Node and the launcher. */
  program?: readonly string[] | undefined;
  /** The process ends right after the command: its connections end with it, and closing them takes time. */
  endsWithProcess?: boolean | undefined;
  /** Tests give this in place of lock files in the home folder. */
  locks?: Locks | undefined;
  /** Likewise, of the creations that are remembered there. */
  creations?: CreationRecords | undefined;
  /** Likewise, of what runs of apply write down there. */
  runs?: RunRecords | undefined;
  /** Likewise, of the file system, for settings and files named on the command line. */
  files?: Files | undefined;
}

/** Production's dependencies, with what must be ended and what `main` needs to speak of errors. */
export interface HostedDeps extends Deps {
  close(): void;
  /** The output format, as far as it is known when an error comes. */
  knownFormat(): string | undefined;
  /** What the command has warned of and was not told yet. */
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
  onlyReads: boolean;
  /** Warnings of the settings that were told. */
  told: Set<string>;
}

function wired(host: Host, globals: Globals, { io, onlyReads, told }: Shared): HostedDeps {
  let resolved: Settings | undefined;
  let machine: ReturnType<typeof createMachine> | undefined;
  const others = new Map<string, HostedDeps>();
  const network = new Network(host, io.error);
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
    client: once(() => network.client(deps.settings, onlyReads)),
    as(account) {
      const named = { ...globals, useAccount: account, accountBy: 'account: of the file' };
      const speaking = { ...io, ...speakingOf(named, io) };
      const other = others.get(account) ?? wired(host, named, { io: speaking, onlyReads, told });
      others.set(account, other);
      return other;
    },
    nested: async (argv, env) => (await import('./nested.js')).runNested(deps, argv, env),
    publicText: (url, timeoutMs) => network.publicText(url, timeoutMs),
    endpoints: () => network.endpoints(),
    async machine() {
      const { createMachine } = await import('./io/machine.js');
      machine ??= createMachine({ ...host, program: host.program ?? [] });
      return machine;
    },
    close() {
      if (!host.endsWithProcess) network.close();
      machine?.releaseLocks();
      for (const other of others.values()) other.close();
    },
    knownFormat: () => globals.outputFormat ?? resolved?.outputFormat,
  };
  return deps;
}

/** What is said of one of several accounts: its commands name it. */
function speakingOf(named: Globals, io: Io): Pick<Io, 'done' | 'say' | 'warn' | 'confirm'> {
  const spoken = (text: string) => carryingOfPart(named, text);
  return {
    done: (line, again) => io.done(spoken(line), again),
    say: (...lines) => io.say(...lines.map(spoken)),
    warn: (sentence) => io.warn(spoken(sentence)),
    confirm: (question) => io.confirm(question.map(spoken)),
  };
}
