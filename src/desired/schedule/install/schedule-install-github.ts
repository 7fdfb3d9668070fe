import { joinWords } from '../../../domain/shell-words.js';
import { UsageError } from '../../../errors.js';
import { minuteField } from '../schedule-minutes.js';
import { applyWords, type InstallFile, type InstallInput, PURPOSE } from './schedule-install.js';

/** GitHub starts scheduled workflows no more often than this. */
const LEAST_MINUTES = 5;

/**
 * Does npx always run the same code for this package? It does for a version, a tarball, and a commit of a repository.
 */
function isFixed(packageSpec: string): boolean {
  return (
    /^(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+[\w.+-]*$/.test(packageSpec) ||
    /\.(tgz|tar\.gz)$/.test(packageSpec) ||
    /#[0-9a-f]{7,40}$/.test(packageSpec)
  );
}

/**
 * A workflow that runs on a schedule and by hand. The credentials come from the repository's secrets.
 * @param input.files relative to the repository
 * @param input.packageSpec what `npx` runs, with its version: `exo-di@1.2.3`
 * @throws UsageError see `applyWords`; also for absolute paths, a text that is no package, expressions, or an interval
 * below 5 minutes
 */
export function githubWorkflow(
  input: Omit<InstallInput, 'command' | 'account' | 'config'> & { packageSpec: string },
): InstallFile {
  const { everyMinutes, packageSpec, environment = {} } = input;
  const problems: string[] = [];
  if (everyMinutes < LEAST_MINUTES)
    problems.push(`GitHub runs no workflow more often than every ${LEAST_MINUTES} minutes`);
  for (const file of input.files)
    if (/^(\/|\\\\|[A-Za-z]:[/\\]|\.\.(\/|$))/.test(file))
      problems.push(`${JSON.stringify(file)} is not in the repository`);
  // npx would read a hyphen as a flag of its own and run whatever word comes next, with the secrets at hand.
  if (packageSpec.startsWith('-')) problems.push(`--package ${JSON.stringify(packageSpec)} is no package`);
  else if (/^(\/|\.\.\/)/.test(packageSpec))
    problems.push(
      `--package ${JSON.stringify(packageSpec)} is a path of this machine, not of the repository`,
    );
  else if (!isFixed(packageSpec))
    problems.push(
      `--package ${JSON.stringify(packageSpec)} names no version: npx would run whatever is the newest, with your secrets; write NAME@1.2.3 or the path of a tarball`,
    );
  for (const text of [packageSpec, ...input.files, ...Object.values(environment)])
    if (text.includes('${{')) problems.push(`${JSON.stringify(text)} would be read as an expression`);
  if (problems.length > 0) throw new UsageError(problems);
  // A name that begins with a hyphen would be read as a flag.
  const files = input.files.map((file) => (file.startsWith('-') && file !== '-' ? `./${file}` : file));
  const words = applyWords({ ...input, command: ['npx', '--yes', packageSpec], files });
  const variables = Object.entries(environment)
    .map(([name, value]) => `          ${name}: ${JSON.stringify(value)}\n`)
    .join('');
  const text = `# ${PURPOSE}
name: exo-di apply

on:
  schedule:
    # GitHub starts runs late when it is busy, and stops them in repositories without activity for 60 days.
    - cron: '${minuteField(everyMinutes, input.changes, LEAST_MINUTES)} * * * *'
  workflow_dispatch:

permissions:
  contents: read

# One after the other; a run under way is never cut off.
concurrency:
  group: exo-di-apply
  cancel-in-progress: false

jobs:
  apply:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
      - uses: actions/setup-node@v7
        with:
          node-version: 24
      - name: Apply
        env:
          EXOSCALE_API_KEY: \${{ secrets.EXOSCALE_API_KEY }}
          EXOSCALE_API_SECRET: \${{ secrets.EXOSCALE_API_SECRET }}
${variables}        run: |
          ${joinWords(words)}
`;
  return { path: '.github/workflows/exo-di-apply.yml', text };
}
