import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { fileWarnings } from '../../desired/file/warnings.js';
import {
  crontabLines,
  type InstallFile,
  type InstallInput,
} from '../../desired/schedule/install/schedule-install.js';
import { githubWorkflow } from '../../desired/schedule/install/schedule-install-github.js';
import { kubernetesCronJob } from '../../desired/schedule/install/schedule-install-kubernetes.js';
import { systemdUnits } from '../../desired/schedule/install/schedule-install-systemd.js';
import { minutesOfChange } from '../../desired/schedule/schedule-minutes.js';
import { SCHEDULERS } from '../../domain/choices.js';
import { MINUTE_MS } from '../../domain/duration.js';
import { UsageError } from '../../errors.js';
import { safeJson } from '../../output/json-renderer.js';
import type { Raw } from '../../program/spec.js';
import { pingAddress } from '../apply/supervision.js';
import { files, readDesired, warnOf } from '../lib/desired/read-desired.js';
import { isPiped } from '../lib/desired/selection.js';
import { duration, oneOf, parseInput, rule, text } from '../lib/parse-input.js';
import { filesBeside, nextSteps, surroundings } from './surroundings.js';

/** The intervals in minutes that divide an hour: with any other, the last one before the full hour would be shorter. */
const INTERVALS = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60];
const DEFAULT_EVERY_MS = 5 * MINUTE_MS;

/** The flags that are only for one kind of job. */
const ONLY_FOR = [
  ['--user', 'systemd'],
  ['--package', 'github'],
  ['--image', 'kubernetes'],
] as const;

const schema = z
  .object({
    '--file': files,
    '--as': oneOf(SCHEDULERS),
    '--every': z._default(
      duration.check(
        z.refine((ms) => INTERVALS.some((minutes) => minutes * MINUTE_MS === ms), {
          error: `must be one of ${INTERVALS.map((minutes) => `${minutes}m`).join(', ')}`,
        }),
      ),
      DEFAULT_EVERY_MS,
    ),
    '--user': z.optional(
      text.check(z.regex(/^[\w][\w.-]*\$?$/, { error: 'must be the name of a user of the system' })),
    ),
    '--package': z.optional(text),
    '--image': z.optional(text),
    '--ping': z.optional(pingAddress),
  })
  .check(
    rule(
      ({ '--file': files = [] }) => !files.some(isPiped),
      'a job cannot read standard input or a pipe: give -f a file',
    ),
    ...ONLY_FOR.map(([flag, kind]) =>
      rule<Record<'--as' | typeof flag, unknown>>(
        ({ [flag]: given, '--as': as = kind }) => given === undefined || as === kind,
        `${flag} is for --as ${kind}`,
      ),
    ),
  );
type Input = z.infer<typeof schema>;

/** The flag that a scheduler needs and that is not given, with a hint of its own. */
function missingOf({ '--as': as, '--package': packageSpec, '--image': image }: Raw): UsageError | undefined {
  const scheduler = typeof as === 'string' ? as.toLowerCase() : undefined;
  if (scheduler === 'github' && packageSpec === undefined)
    return new UsageError(
      '--package is required with --as github: what npx installs and runs with your secrets',
      {
        hint: 'give a tarball made with npm pack and kept in the repository (--package ./exo-di.tgz), or a package you trust (NAME@VERSION)',
      },
    );
  if (scheduler === 'kubernetes' && image === undefined)
    return new UsageError('--image is required with --as kubernetes: an image with exo-di in it', {
      hint: 'its Dockerfile needs two lines: FROM node:24-slim, and RUN npm install -g with a tarball or NAME@VERSION; name it with its version: --image registry.example/exo-di:1.2.3',
    });
  return undefined;
}

/** Prints a job that runs `apply` regularly, ready to use. Nothing is installed. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di schedule install -f FILE --as cron|systemd|github|kubernetes [--every 5m]';
  const input = parseInput(schema, raw, usage, missingOf(raw));
  if (deps.globals.outputTemplate)
    throw new UsageError('--output-template cannot be used here: the output is a file, without fields');
  // The files are read already now, because files with errors would make every run fail. Holds do not count for the
  // job: they end by themselves, and the job stays.
  const { written: file, at } = await readDesired(deps, input);
  const { environment, missing } = await surroundings(deps, input['--as'], file);
  const changes = minutesOfChange(file.deployments, at);
  const printed = await filesOf(deps, input, { environment, changes });
  if ((await deps.settings()).outputFormat === 'json') deps.io.out(`${safeJson(printed)}\n`);
  else if (printed.length === 1) deps.io.out(printed.map(({ text: content }) => content).join(''));
  // The path is above each of several files, as a comment: `#` begins one in all their formats.
  else deps.io.out(printed.map(({ path, text: content }) => `# ${path}\n${content}`).join('\n'));
  const { names, elsewhere } = await filesBeside(deps, input['--file']);
  deps.io.say(...(await nextSteps(deps, { as: input['--as'], files: names }, printed)));
  if (input['--as'] === 'kubernetes')
    for (const name of elsewhere)
      missing.push(
        `${JSON.stringify(name)} is in another folder, and a ConfigMap has no folders: put it beside the file`,
      );
  for (const sentence of missing) deps.io.warn(sentence);
  warnOf(deps, fileWarnings(file, at));
}

async function filesOf(
  deps: Deps,
  input: Input,
  job: Pick<InstallInput, 'environment' | 'changes'>,
): Promise<InstallFile[]> {
  const machine = await deps.machine();
  // cron and systemd do not have this shell's environment, so the job names account and configuration file by flags.
  const account = deps.globals.useAccount ?? (deps.env.EXOSCALE_ACCOUNT || undefined);
  const config = deps.globals.config ?? (deps.env.EXOSCALE_CONFIG || undefined);
  const named = input['--file'];
  const { '--ping': ping } = input;
  const { timeout } = deps.globals;
  const shared = { everyMinutes: input['--every'] / MINUTE_MS, timeout, ping, ...job };
  const local = {
    ...shared,
    command: machine.program,
    files: named.map(machine.absolute),
    account,
    config: config === undefined ? undefined : machine.absolute(config),
  };
  switch (input['--as']) {
    case 'cron':
      return [{ path: 'crontab', text: crontabLines(local) }];
    case 'systemd':
      return systemdUnits({ ...local, user: input['--user'] });
    case 'github':
      return [githubWorkflow({ ...shared, ...(await inRepository(deps, named, input['--package'] ?? '')) })];
    case 'kubernetes':
      // Paths as `relative` makes them have slashes on Windows, too.
      return [
        kubernetesCronJob({
          ...shared,
          files: named.map((file) => machine.relative('/', file)),
          image: input['--image'] ?? '',
        }),
      ];
  }
}

/** The paths relative to the root of the repository, where a workflow starts, and not to the current folder. */
async function inRepository(deps: Deps, files: readonly string[], packageSpec: string) {
  const machine = await deps.machine();
  const root = await machine.folderWith('.git', files[0] ?? '.');
  if (root === undefined) {
    deps.io.warn('this is not a git repository: paths are printed as if the current folder were its root');
    return { files, packageSpec };
  }
  const path = (name: string) => machine.relative(root, name);
  const isPath = /^\.{1,2}\/|\.(tgz|tar\.gz)$/.test(packageSpec) && !packageSpec.includes('://');
  const ours = isPath && !packageSpec.startsWith('/') ? path(packageSpec) : packageSpec;
  return {
    files: files.map(path),
    packageSpec: isPath && !/^[./]/.test(ours) ? `./${ours}` : ours,
  };
}
