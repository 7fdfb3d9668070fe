import { setTimeout as sleep } from 'node:timers/promises';
import { endDeployment } from './end.js';
import { runExoDi, withCredentials } from './program.js';
import { command, input, masks, unheard } from './runner.js';

/* What is done when the job has ended, failed or cancelled too: the deployment that the step has named is ended. */

const { env } = process;
const log = (text: string) => void process.stdout.write(text);

async function post(): Promise<void> {
  const { STATE_deployment: deployment, STATE_zone: zone, STATE_end: end } = env;
  if (!deployment || !zone) return;
  const [key, secret, endpoint] = [
    input(env, 'api-key'),
    input(env, 'api-secret'),
    input(env, 'api-endpoint'),
  ];
  log(masks(secret) + masks(key));
  const { begin, end: heard } = unheard();
  log(begin);
  const ended = await endDeployment(
    { deployment, zone, end: end === 'delete' ? 'delete' : 'zero' },
    {
      run: (line) => runExoDi(line, withCredentials(env, { key, secret, endpoint })),
      sleep,
      now: Date.now,
      log,
    },
  ).finally(() => log(heard));
  if (!ended)
    log(command('notice', `there is no deployment ${deployment} in ${zone}: nothing was to be ended`));
  if (!ended || ended.code === 0) return;
  const done = end === 'delete' ? 'deleted' : 'taken to zero';
  log(command('error', `deployment ${deployment} in ${zone} was not ${done}, and may go on to be billed`));
  process.exitCode = ended.code;
}

post().catch((error: unknown) => {
  log(command('error', error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
});
