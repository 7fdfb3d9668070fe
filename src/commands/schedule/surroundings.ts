import { configPlaces } from '../../config/paths.js';
import { resolveSettings } from '../../config/settings.js';
import type { Sources } from '../../config/sources.js';
import type { Deps } from '../../deps.js';
import type { InferenceFile } from '../../desired/file/file-schema.js';
import type { InstallFile } from '../../desired/schedule/install/schedule-install.js';
import { CONFIG_MAP, SECRET } from '../../desired/schedule/install/schedule-install-kubernetes.js';
import type { Scheduler } from '../../domain/choices.js';
import { joinWords } from '../../domain/shell-words.js';
import { readTexts } from '../lib/desired/read-texts.js';

/** Variables that change what a command does. cron, systemd and a workflow do not have them by themselves. */
const CARRIED = [
  'EXOSCALE_API_ENDPOINT',
  'EXOSCALE_TIMEOUT',
  'EXO_DI_ALLOW_HTTP',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'NO_PROXY',
  'no_proxy',
];

/** Does the job run on another machine, which does not have the files of this one? */
const isElsewhere = (as: Scheduler): as is 'github' | 'kubernetes' => as === 'github' || as === 'kubernetes';
const JOB = { github: 'a workflow runs on another machine', kubernetes: 'a CronJob runs on another machine' };

/**
 * Collects what is set here and matters to `apply`. It is written into the job, unless it holds a password or belongs
 * to this machine; then there is a sentence about it. Credentials are never written into the job.
 * @returns the environment variables of the job, and sentences about what keeps it from working, each with what to do
 */
export async function surroundings(
  deps: Deps,
  as: Scheduler,
  { deployments, variables }: InferenceFile,
): Promise<{ environment: Record<string, string>; missing: string[] }> {
  const environment: Record<string, string> = {};
  const missing: string[] = [];
  const { absolute } = await deps.machine();
  for (const name of CARRIED) {
    const value = deps.env[name];
    if (!value) continue;
    // A proxy's address needs no scheme, and its password may have any character: whatever has an @ may hold one.
    if (!isFile(name) && value.includes('@')) {
      missing.push(`${name} holds a password and is not printed: set it for the job yourself`);
    } else if (isElsewhere(as) && (isFile(name) || isThisMachine(name, value))) {
      missing.push(`${name} is ${value}, which is on this machine: ${JOB[as]}`);
    } else environment[name] = isFile(name) ? absolute(value) : value;
  }
  if (isElsewhere(as)) {
    const { account, endpoint, headers } = await deps.settings();
    // The job does not have this machine's configuration file, so it gets the account's endpoint; the rest is named.
    if (endpoint && !deps.env.EXOSCALE_API_ENDPOINT) environment.EXOSCALE_API_ENDPOINT = endpoint.url;
    const named = deps.globals.useAccount ?? deps.env.EXOSCALE_ACCOUNT;
    if (named)
      missing.push(
        `account ${named} is in a file of this machine: give the job the credentials of that account`,
      );
    if (account && Object.keys(headers).length > 0)
      missing.push(`the customHeaders of account ${account.name} are not sent by the job`);
    for (const one of new Set(deployments.flatMap((deployment) => deployment.account ?? [])))
      missing.push(`the file names account ${one}, which is in a file of this machine: ${JOB[as]}`);
    const forgotten = 'the job keeps nothing from one run to the next';
    if (deployments.some(({ schedule }) => schedule.some(({ on }) => on !== undefined)))
      missing.push(`${forgotten}: entries with on: change count for an hour after they fire`);
    if (deployments.some(({ idle, schedule }) => idle !== undefined && schedule.length > 0))
      missing.push(`${forgotten}: idle deployments stay awake for an hour after their schedule has fired`);
  } else {
    const { own, named, unfound } = await accountsOf(deps, deployments);
    if (unfound) missing.push(`the job does not look for credentials in ${unfound}: name that file with -C`);
    else if (!hasCredentials(own)) missing.push(withoutCredentials(deps, as));
    // Jobs have a short PATH of their own, in which a program of the user's may be missing.
    if (deps.env.PATH && [own, ...named].some(isFoundByPath)) environment.PATH = deps.env.PATH;
  }
  for (const name of variables)
    missing.push(`the file takes \${${name}} from the environment: set it in the environment of the job`);
  return { environment, missing };
}

const WITHOUT_HOLDS = 'Holds and pauses made on this machine do not count there.';

const isFile = (name: string) => name.endsWith('_CERT_FILE') || name.endsWith('_CA_CERTS');

const isThisMachine = (name: string, value: string) =>
  name.toUpperCase() !== 'NO_PROXY' && /^(?:[a-z]+:\/\/)?(?:localhost|127\.|\[::1\])/i.test(value);

/**
 * The accounts of the configuration file that the job uses: the chosen one, and those that the file names. `unfound` is
 * the configuration file, if only this shell finds it.
 */
async function accountsOf(deps: Deps, deployments: InferenceFile['deployments']) {
  const sources = await deps.sources();
  const env = { ...deps.env, EXOSCALE_API_KEY: undefined, EXOSCALE_API_SECRET: undefined };
  const { account, file } = await resolveSettings({ ...sources, env });
  const called = (wanted: string | undefined) => file?.config.accounts.find(({ name }) => name === wanted);
  const names = new Set(deployments.flatMap((one) => one.account ?? []));
  const unfound = file && !isFoundByJob(sources, file.path) ? file.shown : undefined;
  return { own: called(account?.name), named: [...names].map(called), unfound };
}

/** Does the job find the configuration file? It begins in the home folder, without the variables of this shell. */
function isFoundByJob(sources: Sources, path: string): boolean {
  if (sources.flags.config || sources.env.EXOSCALE_CONFIG) return true;
  const { home = '/' } = sources;
  return configPlaces({ ...sources, env: {}, cwd: home }).some((place) => place.path === path);
}

type Configured = Awaited<ReturnType<typeof accountsOf>>['own'];

/** Does an account have credentials that the job can use? A secretCommand counts, and is not run. */
const hasCredentials = (account: Configured) =>
  Boolean(account?.key && (account.secret || account.secretCommand?.length));

/** Is the program of an account's secretCommand looked for in the folders of PATH? */
const isFoundByPath = (account: Configured) => {
  const [program] = account?.secretCommand ?? [];
  return program !== undefined && !program.includes('/');
};

function withoutCredentials({ env }: Deps, as: 'cron' | 'systemd'): string {
  const why = env.EXOSCALE_API_KEY
    ? 'the credentials are only in the environment of this shell, which the job does not have'
    : 'there are no credentials in a configuration file';
  return as === 'cron'
    ? `${why}: it cannot work until an account has them; write one with: exo-di config add`
    : `${why}: it cannot work until EXOSCALE_API_KEY and EXOSCALE_API_SECRET are in /etc/exo-di/credentials.env (mode 0600), or an account in exoscale.toml of its user has them`;
}

/**
 * The files that a job needs: the named ones, those that they include, and files of holidays.
 * @returns `names`: those in the same folder, as paths from the current folder, the named ones first; `elsewhere`:
 * those in other folders, as the files name them
 */
export async function filesBeside(
  deps: Deps,
  files: readonly string[],
): Promise<{ names: string[]; elsewhere: string[] }> {
  const texts = await readTexts(deps, files);
  const named = texts.flatMap(({ beside }) => [...(beside ?? [])]);
  const isHere = (written: string) => !/[/\\]/.test(written);
  const found = named.flatMap(([written, one]) => (isHere(written) && 'name' in one ? [one.name] : []));
  return {
    names: [...new Set([...files, ...found])],
    elsewhere: [...new Set(named.flatMap(([written]) => (isHere(written) ? [] : [written])))],
  };
}

/** What the user still has to do to install the job. @param input.files the files that the job needs */
export async function nextSteps(
  deps: Deps,
  { as, files }: { as: Scheduler; files: readonly string[] },
  printed: readonly InstallFile[],
): Promise<string[]> {
  const machine = await deps.machine();
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
        `Nothing was installed. Write this to ${printed[0]?.path ?? ''} in the repository, and set its secrets EXOSCALE_API_KEY and EXOSCALE_API_SECRET.`,
        WITHOUT_HOLDS,
      ];
    case 'kubernetes':
      return [
        `Nothing was installed. Write this to ${printed[0]?.path ?? ''}. The files, with those that they include or take holidays from, and EXOSCALE_API_KEY=… and EXOSCALE_API_SECRET=… in credentials.env, go into the cluster with:`,
        joinWords([
          ...['kubectl', 'create', 'configmap', CONFIG_MAP],
          ...files.map((file) => `--from-file=${machine.absolute(file)}`),
        ]),
        `kubectl create secret generic ${SECRET} --from-env-file=credentials.env`,
        `kubectl apply -f ${printed[0]?.path ?? ''}`,
        WITHOUT_HOLDS,
      ];
  }
}
