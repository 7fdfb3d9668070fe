import * as z from 'zod/mini';
import type { Network } from '../../api/probe.js';
import type { Settings } from '../../config/settings.js';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/counts.js';
import { Ending } from '../../errors.js';
import { exitCodeOf } from '../../exit-codes.js';
import { carrying } from '../../hints.js';
import { OUTPUT_FORMATS } from '../../output/view.js';
import type { Raw } from '../../program/spec.js';
import { flag, parseInput } from '../lib/parse-input.js';
import { flagPrinter } from '../lib/printers.js';
import { reachZones } from './check-zones.js';
import {
  clockFinding,
  configurationFindings,
  credentialsFinding,
  nodeFinding,
  quotaFindings,
} from './checks.js';
import { type Finding, failed, skip } from './finding.js';
import { permissions, unlistedZones } from './permissions.js';
import { findingView } from './spec.js';

const schema = z.object({ '--verbose': flag });

/** The time limit of each check without --timeout, in ms. */
const TIMEOUT_MS = 15_000;

/** Checks everything that commands depend on. @throws Ending if there is a failure or a warning */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { '--verbose': verbose } = parseInput(schema, raw);
  const settings = await deps.settings().catch((error: unknown) => failed('configuration', error));
  const readable = !('check' in settings);
  const printer = readable ? await deps.printer(findingView) : await printerWithoutSettings(deps);
  const found = readable
    ? await examine(deps, settings, await network(deps))
    : [nodeFinding(), settings, skip('endpoint', 'not checked without a configuration')];
  const findings = found.map((one) => ({ ...one, hint: one.hint && carrying(deps.globals, one.hint) }));
  deps.io.out(
    printer.format === 'table'
      ? (await import('./lines.js')).findingLines(findings, deps.io.stdout, verbose)
      : printer.many(findings),
  );
  const bad = findings.filter(({ status }) => status === 'fail' || status === 'warn');
  const failures = bad.filter(({ status }) => status === 'fail');
  const first = failures[0] ?? bad[0];
  if (!first) return deps.io.say('All is well.');
  const count = failures.length > 0 ? `${plural(failures.length, 'check')} failed` : 'no check failed';
  const warned = bad.length - failures.length;
  deps.io.say(`${count}${warned > 0 ? `, ${warned} to look at` : ''}.`);
  throw new Ending(exitCodeOf(first.kind ?? 'unexpected'));
}

async function network({ env }: Deps): Promise<Network> {
  const [{ systemNetwork }, { authorities }] = await Promise.all([
    import('../../api/probe.js'),
    import('../../api/http/authorities.js'),
  ]);
  return systemNetwork(env.SSL_CERT_FILE ? authorities(env)() : undefined);
}

/** The printer by flags alone, if the settings cannot be read. A finding reports an unknown output format. */
function printerWithoutSettings(deps: Deps) {
  const outputFormat = OUTPUT_FORMATS.find((known) => known === deps.globals.outputFormat);
  return flagPrinter({ ...deps, globals: { ...deps.globals, outputFormat } }, findingView);
}

/** All findings, in an order in which each depends only on those before it. */
async function examine(deps: Deps, settings: Settings, network: Network): Promise<Finding[]> {
  const credentials = await credentialsFinding(settings, deps.signal);
  const local = [nodeFinding(), ...configurationFindings(settings), credentials];
  const progress = deps.io.progress('Asking the service');
  try {
    return [...local, ...(await remote(deps, settings, credentials, network))];
  } catch (error) {
    return [...local, failed('endpoint', error)];
  } finally {
    progress.stop();
  }
}

async function remote(
  deps: Deps,
  settings: Settings,
  credentials: Finding,
  network: Network,
): Promise<Finding[]> {
  const client = await deps.client();
  const limitMs = settings.timeoutMs ?? TIMEOUT_MS;
  const timeoutMs = limitMs < 0 ? undefined : limitMs;
  const { findings, zones } = await reachZones(deps, client, settings, { network, timeoutMs });
  const reached = zones.find(({ response }) => response !== undefined);
  const clock = clockFinding(reached?.response?.headers.date, reached?.atMs ?? 0);
  if (credentials.status !== 'ok' || !reached) {
    const why = reached ? 'not checked without credentials' : 'not checked: no zone could be reached';
    return [clock, ...findings, skip('permission', why), skip('quota', why)];
  }
  const options = { timeoutMs: timeoutMs ?? Number.POSITIVE_INFINITY };
  const may = await permissions(client.in(reached.zone), options, deps.clock.now());
  const others = zones.filter((zone) => zone !== reached && zone.response !== undefined);
  const elsewhere = may.lists
    ? await unlistedZones(
        others.map(({ zone }) => client.in(zone)),
        options,
      )
    : [];
  return [clock, ...findings, ...may.findings, ...elsewhere, ...quotaFindings(may.quotas)];
}
