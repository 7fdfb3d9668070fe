import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { fileWarnings, problemLine } from '../../desired/file/warnings.js';
import { crontabLines, INTERVALS, type InstallFile } from '../../desired/schedule/schedule-install.js';
import { githubWorkflow } from '../../desired/schedule/schedule-install-github.js';
import { systemdUnits } from '../../desired/schedule/schedule-install-systemd.js';
import { UsageError } from '../../errors.js';
import { safeJson } from '../../output/json.js';
import type { Raw } from '../../program/spec.js';
import { files, readDesired } from '../plan/desired.js';
import { duration, parseInput, text } from '../values.js';
import { surroundings } from './surroundings.js';

const MINUTE_MS = 60_000;
const DEFAULT_EVERY_MS = 5 * MINUTE_MS;

const schema = z.object({
  '--file': files,
  '--as': z.enum(['cron', 'systemd', 'github'], {
    error: ({ input }) =>
      input === undefined
        ? 'is required: cron, systemd or github'
        : `must be cron, systemd or github, not ${JSON.stringify(input)}`,
  }),
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
});
type InstallInput = z.infer<typeof schema>;

/** Prints what runs `apply` again and again, ready to use; installs nothing. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(
    schema,
    raw,
    'usage: exo-di schedule install -f FILE --as cron|systemd|github [--every 5m]',
  );
  if (deps.globals.outputTemplate)
    throw new UsageError('--output-template: there are no fields; what is printed is a file as it is');
  if (input['--file'].includes('-'))
    throw new UsageError('standard input cannot be read again and again: -f needs a file');
  if (input['--user'] !== undefined && input['--as'] !== 'systemd')
    throw new UsageError('--user is for --as systemd: a crontab is its user’s, and a workflow has none');
  if (input['--as'] === 'github' && input['--package'] === undefined) {
    throw new UsageError(
      '--package is required with --as github: what npx installs and runs with your secrets',
      {
        hint: 'a tarball made with npm pack and kept in the repository (--package ./exo-di.tgz), or a package you trust (NAME@VERSION)',
      },
    );
  }
  // What cannot be read now would fail at every run.
  const { file, at } = await readDesired(deps, input);
  const { environment, missing } = await surroundings(deps, input['--as']);
  const printed = await filesOf(deps, input, environment);
  if ((await deps.settings()).outputFormat === 'json') deps.io.out(`${safeJson(printed)}\n`);
  else deps.io.out(printed.map((file) => withPath(file, printed.length > 1)).join('\n'));
  for (const line of next(input['--as'], printed)) deps.io.say(line);
  for (const sentence of [...missing, ...fileWarnings(file, at).map(problemLine)]) deps.io.warn(sentence);
}

async function filesOf(
  deps: Deps,
  input: InstallInput,
  environment: Readonly<Record<string, string>>,
): Promise<InstallFile[]> {
  const machine = await deps.machine();
  // Neither cron nor systemd has this shell's environment.
  const account = deps.globals.useAccount ?? (deps.env.EXOSCALE_ACCOUNT || undefined);
  const config = deps.globals.config ?? (deps.env.EXOSCALE_CONFIG || undefined);
  const named = input['--file'];
  const everyMinutes = input['--every'] / MINUTE_MS;
  const local = {
    command: machine.program,
    files: named.map(machine.absolute),
    everyMinutes,
    account,
    config: config === undefined ? undefined : machine.absolute(config),
    environment,
  };
  switch (input['--as']) {
    case 'cron':
      return [{ path: 'crontab', text: crontabLines(local) }];
    case 'systemd':
      return systemdUnits({ ...local, user: input['--user'] });
    case 'github':
      return [
        githubWorkflow({ files: named, everyMinutes, environment, packageSpec: input['--package'] ?? '' }),
      ];
  }
}

/** Several files need their paths; `#` begins a comment in all of them. */
function withPath({ path, text: content }: InstallFile, several: boolean): string {
  return several ? `# ${path}\n${content}` : content;
}

/** What is left to be done, since nothing is installed here. */
function next(as: InstallInput['--as'], printed: readonly InstallFile[]): string[] {
  switch (as) {
    case 'cron':
      return ['Nothing was installed. Add these lines with: crontab -e'];
    case 'systemd':
      return [
        `Nothing was installed. Write each part to the file named above it, then:`,
        'systemctl daemon-reload && systemctl enable --now exo-di-apply.timer',
      ];
    case 'github':
      return [
        `Nothing was installed. Write this to ${printed[0]?.path ?? ''} in the repository, and set its secrets`,
        'EXOSCALE_API_KEY and EXOSCALE_API_SECRET.',
      ];
  }
}
