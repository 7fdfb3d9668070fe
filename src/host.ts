import type { Settings } from './config/settings.js';
import type { Deps, Globals } from './deps.js';
import { cached } from './domain/cached.js';
import { carrying, carryingOfPart } from './hints.js';
import type { Io } from './io/io.js';
import type { createMachine, MachineOptions } from './io/machine.js';
import { createNodeIo, type HeldTalk, type NodeIoOptions } from './io/node-io.js';
import type { SlowAnswers } from './io/slow-answers.js';
import { Network, type NetworkOptions } from './network.js';
import { once } from './once.js';

/** The process in which a command line runs; tests and `sandbox demo` provide one of their own. */
export interface Host
  extends Omit<NodeIoOptions, 'quiet' | 'json' | 'spoken'>,
    NetworkOptions,
    Omit<MachineOptions, 'program'> {
  /** The words that start this program again: the absolute paths of Node and the launcher. */
  program?: readonly string[] | undefined;
  /** The process ends right after the command and its connections with it, so no time is spent on closing them. */
  endsWithProcess?: boolean | undefined;
}

/** A command's dependencies, with what `main` needs to end them and to print errors. */
export interface HostedDeps extends Deps {
  close(): void;
  /** The output format for an error; undefined if it comes from the settings and these have not been read. */
  knownFormat(): string | undefined;
  /** What the command has said under -O json, which is held back until it ends. */
  held: HeldTalk;
}

/** Makes a command's dependencies from a process. Modules are loaded only when a dependency is first used. */
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

/** What all accounts of one run share. */
interface Shared {
  io: Io & { held: HeldTalk; slow: SlowAnswers };
  onlyReads: boolean;
  /** The warnings about settings that were printed already: every account reads the same file. */
  told: Set<string>;
}

function wired(host: Host, globals: Globals, { io, onlyReads, told }: Shared): HostedDeps {
  let resolved: Settings | undefined;
  let machine: ReturnType<typeof createMachine> | undefined;
  const others = new Map<string, HostedDeps>();
  const network = new Network(host, io.error, io.slow.asking);
  const afresh = () => ({
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
    client: once(() => network.client(deps.settings, onlyReads)),
  });
  let known = afresh();
  const deps: HostedDeps = {
    io,
    held: io.held,
    globals,
    clock: host.clock,
    random: host.random,
    signal: host.signal,
    env: host.env,
    settings: () => known.settings(),
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
    client: () => known.client(),
    readAgain() {
      known = afresh();
      for (const other of others.values()) other.readAgain();
    },
    as(account) {
      const named = { ...globals, useAccount: account, accountBy: 'account: of the file' };
      const speaking = { ...io, ...speakingOf(named, io) };
      return cached(others, account, () => wired(host, named, { io: speaking, onlyReads, told }));
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

/** The output for one of several accounts: commands in it get the account's -A. */
function speakingOf(named: Globals, io: Io): Pick<Io, 'done' | 'say' | 'warn' | 'confirm'> {
  const spoken = (text: string) => carryingOfPart(named, text);
  return {
    done: (line, again) => io.done(spoken(line), again),
    say: (...lines) => io.say(...lines.map(spoken)),
    warn: (sentence) => io.warn(spoken(sentence)),
    confirm: (question) => io.confirm(question.map(spoken)),
  };
}
