import { comment } from './comment.js';
import { type Inputs, readInputs } from './inputs.js';
import { type Ended, install, runExoDi, withCredentials } from './program.js';
import { append, command, masks, tell, unheard } from './runner.js';

/* The step itself: credentials masked, exo-di on the PATH, one command. What is to be ended is written down first. */

const { env } = process;
const log = (text: string) => void process.stdout.write(text);
/** `plan --detailed-exitcode`: something would change. */
const CHANGES = 11;

async function main(): Promise<void> {
  for (const name of ['INPUT_API-SECRET', 'INPUT_API-KEY']) log(masks(env[name] ?? ''));
  const inputs = readInputs(env);
  if (inputs.ephemeral) {
    const { deployment, zone, end } = inputs.ephemeral;
    for (const [name, value] of Object.entries({ deployment, zone, end }))
      tell(env, 'GITHUB_STATE', name, value);
  }
  append(env, 'GITHUB_PATH', `${install(env)}\n`);
  if (inputs.exports) {
    tell(env, 'GITHUB_ENV', 'EXOSCALE_API_KEY', inputs.key);
    tell(env, 'GITHUB_ENV', 'EXOSCALE_API_SECRET', inputs.secret);
    if (inputs.endpoint !== '') tell(env, 'GITHUB_ENV', 'EXOSCALE_API_ENDPOINT', inputs.endpoint);
  }
  if (inputs.line) await act(inputs, inputs.line);
}

async function act(inputs: Inputs, line: readonly string[]): Promise<void> {
  const { begin, end } = unheard();
  log(begin);
  const ended = await runExoDi(line, withCredentials(env, inputs), log).finally(() => log(end));
  if (inputs.isPlan) await told(inputs, ended);
  const code = inputs.isPlan && ended.code === CHANGES ? 0 : ended.code;
  tell(env, 'GITHUB_OUTPUT', 'exit-code', String(code));
  if (code !== 0) log(command('error', problemOf(ended)));
  process.exitCode = code;
}

/**
 * The plan as output, in the summary of the run, and as a comment; that it cannot be written there fails no plan.
 * Without a plan, the comment of an earlier one must not be taken for the present one.
 */
async function told({ comments, token, about }: Inputs, { code, stdout }: Ended): Promise<void> {
  const isPlanned = stdout !== '';
  if (isPlanned) {
    if (code === 0 || code === CHANGES) tell(env, 'GITHUB_OUTPUT', 'changes', String(code === CHANGES));
    tell(env, 'GITHUB_OUTPUT', 'markdown', stdout.trimEnd());
    if (env.GITHUB_STEP_SUMMARY) append(env, 'GITHUB_STEP_SUMMARY', `${stdout}\n`);
  }
  if (!comments) return;
  const text = isPlanned
    ? stdout
    : `**exo-di plan** ended with exit code ${code}: what would change is not known. The log of the run says why.`;
  try {
    await comment(env, token, about, text, { onlyUpdate: !isPlanned });
  } catch (error) {
    log(command('warning', `the plan could not be written as a comment: ${messageOf(error)}`));
  }
}

/** What exo-di has said last: its error, and the hints that follow it. */
function problemOf({ code, stderr }: Ended): string {
  const at = stderr.lastIndexOf('error: ');
  return at < 0 ? `exo-di ended with exit code ${code}` : stderr.slice(at + 'error: '.length).trim();
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

main().catch((error: unknown) => {
  log(command('error', messageOf(error)));
  process.exitCode = 2;
});
