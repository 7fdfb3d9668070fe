import * as z from 'zod/mini';
import { productionConnectors } from '../../../api/http/production-transport.js';
import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isBroken, isSettled } from '../../../domain/deployment-state.js';
import { servedNames } from '../../../domain/engine-flags.js';
import type { Env } from '../../../domain/environment.js';
import { wordProblem } from '../../../domain/one-word.js';
import { quoteWord, scaleCommand } from '../../../domain/shell-words.js';
import { whenAborted } from '../../../domain/when-aborted.js';
import { possibleBases } from '../../../endpoint/base-url.js';
import { UsageError } from '../../../errors.js';
import type { Raw } from '../../../program/spec.js';
import { Keeper } from '../../../proxy/keeper.js';
import { formatAddress, isOfThisMachine, parseAddress } from '../../../proxy/listen.js';
import { Metrics } from '../../../proxy/metrics.js';
import type { Served } from '../../../proxy/serve.js';
import { startProxy } from '../../../proxy/start-proxy.js';
import { createUpstream } from '../../../proxy/upstream.js';
import { withoutProgress } from '../../lib/narrowed-deps.js';
import {
  atLeast,
  duration,
  parseInput,
  readBy,
  rule,
  text,
  textOrNone,
  wholeNumber,
} from '../../lib/parse-input.js';
import { terminalGone } from '../../lib/repeat.js';
import { targetOf } from '../endpoint/endpoint-target.js';
import { subjectOf } from '../find.js';
import { requireDistinct, requireTellable } from './proxy-names.js';
import { proxyService } from './proxy-service.js';
import { proxyTalk } from './proxy-talk.js';

const DEFAULT_WAKE_TIMEOUT_MS = 10 * 60_000;
const DEFAULT_DRAIN_MS = 30_000;
/** The shortest --sleep-after, in ms: a shorter one would be a mistake, because a replica takes minutes to start. */
const LEAST_SLEEP_MS = 60_000;

const schema = z
  .object({
    NAME: z.array(text, { error: 'is required' }),
    '--listen': z._default(readBy(parseAddress, 'be an address and a port such as 127.0.0.1:8000'), {
      host: '127.0.0.1',
      port: 8000,
    }),
    '--wake': z.optional(wholeNumber(1, 1_000)),
    '--sleep-after': z.optional(atLeast(LEAST_SLEEP_MS)),
    '--max-pending': z._default(wholeNumber(0, 100_000), 1_000),
    '--wake-timeout': z._default(duration, DEFAULT_WAKE_TIMEOUT_MS),
    // An empty --token is an error and does not count as left out: who passes an empty variable expects protection.
    '--token': z.optional(text),
    '--allow-origin': z._default(z.array(readBy(originOf, 'be an origin such as https://chat.example')), []),
    '--drain': z._default(duration, DEFAULT_DRAIN_MS),
    '--base-url': textOrNone,
  })
  .check(
    rule(({ NAME = [] }) => new Set(NAME).size === NAME.length, 'a deployment is named twice'),
    rule(
      ({ NAME = [], '--base-url': url }) => url === undefined || NAME.length <= 1,
      '--base-url is for one deployment',
    ),
  );
type Input = z.infer<typeof schema>;

/** An origin as browsers send it: `https://chat.example`, without a path; undefined for any other text. */
function originOf(text: string): string | undefined {
  const { protocol, host, pathname, search, hash } = URL.canParse(text) ? new URL(text) : new URL('none:');
  const isMore = !['', '/'].includes(pathname) || search !== '' || hash !== '';
  return host === '' || isMore ? undefined : `${protocol}//${host}`;
}

/**
 * The token that callers must send, from the flag or the environment.
 * @throws UsageError if no caller could send it in a header, as with the line feed of a file; it is not repeated
 */
function tokenOf({ '--token': flag }: Input, env: Env): string | undefined {
  const token = flag ?? env.EXO_DI_PROXY_TOKEN;
  // An empty variable counts as not set, as every variable does.
  if (!token) return undefined;
  const problem = wordProblem(token);
  if (problem === undefined) return token;
  throw new UsageError(`${flag === undefined ? 'EXO_DI_PROXY_TOKEN' : '--token'} ${problem}`, {
    hint: 'callers send it as their API key: give it as one word, without spaces, quotes and line feeds',
  });
}

/** Serves a local OpenAI endpoint for deployments until it is ended. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di deployment proxy NAME... [--listen 127.0.0.1:8000] [flags]';
  const input = parseInput(schema, raw, usage);
  const token = tokenOf(input, deps.env);
  const at = input['--listen'];
  if (token === undefined && !isOfThisMachine(at))
    throw new UsageError(`--listen ${formatAddress(at)}: others could send requests there, with your key`, {
      hint: 'set EXO_DI_PROXY_TOKEN (or --token) to the API key that callers must send, or listen on 127.0.0.1',
    });
  const isJson = (await deps.settings()).outputFormat === 'json';
  const metrics = new Metrics();
  const talk = proxyTalk(deps, metrics, isJson);
  const targets = await served(deps, input, talk);
  // From here on the output is printed at once, because the command runs until it is ended.
  deps.io.live();
  const proxy = await startProxy(
    {
      targets,
      metrics,
      onAccess: talk.access,
      onTrouble: talk.trouble,
      door: { token, origins: input['--allow-origin'] },
      now: () => performance.now(),
    },
    at,
  );
  const url = `http://${formatAddress(proxy.address)}`;
  deps.io.out(`export OPENAI_BASE_URL=${quoteWord(`${url}/v1`)}\n`);
  if (token === undefined) deps.io.out('export OPENAI_API_KEY=none\n');
  const how = token === undefined ? '' : '; callers send the token as their API key';
  deps.io.say(`Listening on ${url} for ${plural(targets.length, 'deployment')}${how}. Ctrl-C ends it.`);
  for (const { keeper } of targets) void keeper.keep(deps.signal);
  await whenAborted(deps.signal);
  deps.io.say('Taking no more requests; waiting for those under way.');
  // Told before the wait, which a second Ctrl-C ends at once.
  if (input['--sleep-after'] !== undefined)
    for (const { name, keeper, zone } of targets)
      if (keeper.numbers.replicas !== 0)
        deps.io.warn(
          `deployment ${name} keeps its replicas, and the proxy no longer scales it to zero: ${scaleCommand(name, 0, zone)}`,
        );
  const { brokenOff } = await proxy.drain(input['--drain']);
  if (brokenOff > 0)
    deps.io.warn(
      `${plural(brokenOff, 'request')} had not ended in time and ${brokenOff === 1 ? 'was' : 'were'} broken off`,
    );
  const hangup = terminalGone(deps.signal.reason, 'the proxy has ended');
  if (hangup) throw hangup;
  if (brokenOff > 0) throw deps.signal.reason;
  // Any other signal is the normal end of a proxy that has answered everything: exit code 0.
  deps.io.say('The proxy has ended.');
}

/** Finds the deployments and connects to each, to pass requests on. */
async function served(
  deps: Deps,
  input: Input,
  talk: ReturnType<typeof proxyTalk>,
): Promise<(Served & { zone: string })[]> {
  const connectorFor = await productionConnectors(deps.env);
  const { '--wake': wake, '--sleep-after': sleepAfterMs } = input;
  const change = wake !== undefined || sleepAfterMs !== undefined;
  // Scalings run in the background, several at once: only `talk` prints lines about them.
  const quiet = withoutProgress({ ...deps, io: { ...deps.io, say: () => {}, done: () => {} } });
  const found = await Promise.all(
    input.NAME.map(async (name) => {
      const target = await targetOf(deps, name, input, { change });
      const { zone, id, url, key } = target;
      const deployment = await zone.getDeployment(id, { subject: subjectOf(name) });
      const upstream = createUpstream(url, key, connectorFor(new URL(url).origin), possibleBases(url));
      // Finds the path of the API below the URL. At zero replicas nothing answers there, so it is found after waking.
      if (deployment.replicas !== 0) await upstream.ask();
      return { target, deployment, upstream };
    }),
  );
  requireDistinct(found.map(({ target }) => target));
  const targets = found.map(({ target: { zone, id, name }, deployment, upstream }) => {
    const service = proxyService(
      quiet,
      { zone, id, name, upstream },
      { '--wait-timeout': input['--wake-timeout'] },
      sleepAfterMs,
    );
    const settings = {
      name,
      wake,
      sleepAfterMs,
      maxPending: input['--max-pending'],
      wakeTimeoutMs: input['--wake-timeout'],
    };
    const first = {
      replicas: deployment.replicas,
      isServing: isSettled(deployment.state) && !isBroken(deployment),
    };
    const keeper = new Keeper(service, settings, deps.clock, talk.keeper(name, wake ?? 1), first);
    return { name, zone: zone.zone, models: servedNames(deployment), upstream, keeper };
  });
  requireTellable(targets);
  return targets;
}
