import * as calls from '../../api/calls/deployments.js';
import type { Deps } from '../../deps.js';
import { sum } from '../../domain/decimal.js';
import { isOwn } from '../../domain/deployment-state.js';
import { formatDuration } from '../../domain/duration.js';
import { fitsGlob } from '../../domain/glob.js';
import { gpus, plural } from '../../domain/gpus.js';
import { type Currency, costPerHour, type Prices, perHour } from '../../domain/price.js';
import { commandLine } from '../../domain/shell-words.js';
import { safeJson } from '../../output/json.js';
import { type IdleRow, idleView } from '../../output/views/idle.js';
import type { Raw } from '../../program/spec.js';
import { type Asking, confirmed, requireAnswer } from '../confirm.js';
import { printDryRun } from '../dry-run.js';
import { throwFailures } from '../each.js';
import type { Gathered } from '../every-zone.js';
import { withFewRequests } from '../few-requests.js';
import { givenFlags } from '../given-flags.js';
import { byName } from '../list.js';
import { pickedKeys } from '../picked-keys.js';
import { chosenCurrency, pricesBeside } from '../prices.js';
import { type IdleInput, parseIdle } from './idle-input.js';
import { idleDocument } from './idle-schema.js';
import { type Judged, putToSleep } from './idle-sleep.js';
import { IDLE_TAIL, verdictOf } from './idle-verdict.js';
import { type Chosen, choose, type Look, lookAt, MOST_REQUESTS, unreadable } from './load-look.js';
import { zoneOfAll } from './scale-many-targets.js';

/** Says which deployments have provably had no work for so long, and scales them to zero where that is asked for. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseIdle(raw);
  const few = withFewRequests(deps, MOST_REQUESTS);
  const asked = pricesBeside(deps, { source: input['--prices'] });
  await deps.printer(idleView(deps.clock.now));
  const asking = await askingAll(deps, input);
  if (asking) await requireAnswer(deps, asking);
  const { items, incomplete } = await chosenBy(few, input);
  const looks = await Promise.all(items.map((chosen) => lookAt(few, chosen, IDLE_TAIL)));
  const failed = looks.flatMap((look) => ('error' in look ? [look.error] : []));
  if (looks.length > 0 && failed.length === looks.length) throwFailures(deps.io, failed, failed.length);
  const { prices, unwanted } = await asked();
  const facts = { now: deps.clock.now(), prices, currency: chosenCurrency(deps) };
  const judged = looks.map((look): Judged => ({ chosen: look.chosen, row: rowOf(look, input, facts) }));
  const idle = judged.filter(({ row }) => row.status === 'idle');
  if (input['--scale-to-zero'] && input['--dry-run']) {
    await showRequests(deps, idle, looks);
  } else {
    if (asking && idle.length > 0) await confirmed(deps, question(idle, deps.clock.now()), asking);
    const failures = input['--scale-to-zero'] ? await putToSleep(few, idle, input['--for'], input) : [];
    const printer = await deps.printer(idleView(deps.clock.now, !unwanted && prices !== undefined));
    const rows = judged.map(({ row }) => row);
    const shown =
      printer.format === 'json'
        ? `${safeJson(rows.map((row) => pickedKeys(deps, idleDocument(row))))}\n`
        : printer.many(rows);
    // What was done is not told under -Q, as of every change; what was asked for is.
    if (printer.data || !input['--scale-to-zero'] || !deps.globals.quiet) deps.io.out(shown);
    if (!printer.data) for (const line of summary(rows, input)) deps.io.say(line);
    throwFailures(deps.io, failures, idle.length);
  }
  const problem = incomplete ?? unreadable(deps, failed, looks.length);
  if (problem) throw problem;
}

/** All is never all of every zone where something is changed. */
async function chosenBy(deps: Deps, input: IdleInput): Promise<Gathered<Chosen>> {
  const { items, incomplete } =
    input['--all'] && input['--scale-to-zero']
      ? { items: await allOf(deps, await zoneOfAll(deps)), incomplete: undefined }
      : await choose(deps, input.NAME);
  const isExcepted = ({ name }: Chosen) => input['--except'].some((glob) => fitsGlob(name, glob));
  for (const glob of input['--except'])
    if (!items.some(({ name }) => fitsGlob(name, glob)))
      deps.io.warn(`--except ${glob} fits none of the deployments`);
  const left = items.filter((chosen) => !isExcepted(chosen));
  if (left.length === 0 && !incomplete) deps.io.say('No deployments.');
  return { items: left, ...(incomplete && { incomplete }) };
}

async function allOf(deps: Deps, name: string): Promise<Chosen[]> {
  const zone = (await deps.client()).in(name);
  const entries = [...(await zone.listDeployments())].filter(isOwn).sort(byName);
  return entries.flatMap(({ id, name: named }) => (id === undefined ? [] : [{ zone, id, name: named }]));
}

/** As `scale` does, only --all is asked about: what is named by name is meant. */
async function askingAll(deps: Deps, input: IdleInput): Promise<Asking | undefined> {
  if (!input['--all'] || !input['--scale-to-zero'] || input['--force'] || input['--dry-run'])
    return undefined;
  const zone = await zoneOfAll(deps);
  return {
    command: commandLine(
      'deployment idle',
      [],
      [
        ...['--for', formatDuration(input['--for']), '--all', '--scale-to-zero'],
        ...input['--except'].flatMap((glob) => ['--except', glob]),
        ...givenFlags(input, '--prices', '--no-wait', '--wait-timeout'),
        ...['-z', zone, '-f'],
      ],
    ),
    loss: `every idle deployment of ${zone} would be scaled to zero`,
  };
}

interface Facts {
  now: number;
  prices: Prices | undefined;
  currency: Currency;
}

function rowOf(look: Look, input: IdleInput, { now, prices, currency }: Facts): IdleRow {
  const { name, zone } = look.chosen;
  const about = { name, zone: zone.zone, currency };
  if ('error' in look) return { ...about, status: 'busy', why: look.error.message };
  const { replicas, 'gpu-count': count, 'gpu-type': family } = look.deployment;
  const taken = count === undefined || replicas === undefined ? undefined : count * replicas;
  const cost =
    prices && taken !== undefined && family !== undefined
      ? costPerHour(prices.list, [{ family, gpus: taken }], currency)
      : undefined;
  const all = { ...about, gpus: taken, cost };
  if (replicas === 0) return { ...all, status: 'stopped' };
  const verdict = verdictOf(look, input['--for'], now);
  return verdict.isIdle
    ? { ...all, status: 'idle', since: verdict.since }
    : { ...all, status: 'busy', why: verdict.why };
}

function showRequests(deps: Deps, idle: readonly Judged[], looks: readonly Look[]): Promise<void> {
  const planned = idle.map(({ chosen: { zone, id } }) => {
    const look = looks.find((one) => one.chosen.id === id);
    const count = look && 'deployment' in look ? look.deployment['gpu-count'] : undefined;
    return {
      call: calls.scaleDeployment(id, { replicas: 0 }),
      zone: zone.zone,
      gpus: count === undefined ? undefined : { count, replicas: 0 },
    };
  });
  return printDryRun(deps, planned, { list: true });
}

function question(idle: readonly Judged[], now: number): string {
  const lines = idle.map(({ row }) => `  ${row.name} (${idleFor(row, now)}${saves(row)})`);
  return [`This scales ${plural(idle.length, 'deployment')} to zero:`, ...lines, 'Scale?'].join('\n');
}

/** `idle for 57m, since 2026-11-26T11:03:00Z` */
const idleFor = ({ since = 0 }: IdleRow, now: number) =>
  `idle for ${formatDuration(Math.floor((now - since) / 60_000) * 60_000 || now - since)}`;

/** `, 2 GPUs, 2.68 EUR/h` */
function saves({ gpus: taken, cost, currency }: IdleRow): string {
  const said = [...(taken === undefined ? [] : [gpus(taken)]), ...(cost ? [perHour(cost, currency)] : [])];
  return said.map((one) => `, ${one}`).join('');
}

/** What is saved an hour, or could be, and how. */
function summary(rows: readonly IdleRow[], input: IdleInput): string[] {
  const after = formatDuration(input['--for']);
  const slept = rows.filter(({ status }) => status === 'asleep' || status === 'accepted');
  if (slept.length > 0)
    return [
      `${plural(slept.length, 'deployment')} put to sleep: ${sumOf(slept)} saved an hour.`,
      ...slept.map(
        ({ name, zone }) => `Wake it with: ${commandLine('deployment scale', [name, '1'], ['-z', zone])}`,
      ),
    ];
  const idle = rows.filter(({ status }) => status === 'idle');
  if (idle.length === 0) return rows.length === 0 ? [] : [`Nothing has provably been idle for ${after}.`];
  const zones = new Set(idle.map(({ zone }) => zone));
  const [zone] = zones;
  const names = idle.map(({ name }) => name);
  const command = commandLine('deployment idle', names, [
    '--for',
    after,
    '--scale-to-zero',
    ...(zones.size === 1 && zone !== undefined ? ['-z', zone] : []),
  ]);
  return [
    `${plural(idle.length, 'deployment')} idle for ${after} or longer: ${sumOf(idle)} could be saved an hour.`,
    `Put to sleep with: ${command}`,
  ];
}

/** `2 GPU-hours, 2.68 EUR` */
function sumOf(rows: readonly IdleRow[]): string {
  const taken = rows.reduce((all, { gpus: each = 0 }) => all + each, 0);
  const [first] = rows;
  const costs = rows.flatMap(({ cost }) => cost ?? []);
  const cost = first && costs.length === rows.length ? ` (${perHour(sum(costs), first.currency)})` : '';
  return `${gpus(taken)}${cost}`;
}
