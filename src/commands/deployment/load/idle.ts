import type { Deps } from '../../../deps.js';
import { formatDuration } from '../../../domain/duration.js';
import { commandLine } from '../../../domain/shell-words.js';
import { tellNothingSent } from '../../../errors.js';
import { type IdleRow, idleView } from '../../../output/views/idle.js';
import type { Raw } from '../../../program/spec.js';
import type { Gathered } from '../../lib/asked-zones.js';
import { type Asking, confirming } from '../../lib/confirm.js';
import { printDryRun } from '../../lib/dry-run.js';
import { throwFailures } from '../../lib/each.js';
import { withFewRequests } from '../../lib/narrowed-deps.js';
import { givenFlags, parseInput } from '../../lib/parse-input.js';
import { chosenCurrency, pricesBeside } from '../../lib/prices.js';
import { inOrder } from '../../lib/printers.js';
import { plannedScaling } from '../change/scale-change.js';
import { ifRenamed } from '../find.js';
import { zoneOfAll } from '../scale/scale-many-targets.js';
import { fitsGlob, type IdleInput, idleInput } from './idle-input.js';
import { type Judged, putToSleep } from './idle-sleep.js';
import { question, summary } from './idle-words.js';
import {
  type Chosen,
  choose,
  type Facts,
  isGoneSince,
  type Look,
  lookAt,
  ownIn,
  sayNoDeployments,
  sayPriceUnknown,
  takenBy,
  throwUnseen,
  verdictOf,
} from './load-look.js';

/**
 * Prints which deployments provably had no work for the time of --for, and with --scale-to-zero scales them to zero.
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di deployment idle --for 45m [NAME…|--all] [--except GLOB] [--scale-to-zero]';
  const input = parseInput(idleInput, raw, usage);
  const few = withFewRequests(deps);
  const { data } = await deps.printer(idleView(deps.clock.now));
  // Like the output of every change, the rows of --scale-to-zero are not printed with -Q.
  const printed = data || !input['--scale-to-zero'];
  const asked = pricesBeside(deps, { source: input['--prices'], printed });
  const confirm = await confirming(deps, await askingAll(deps, input));
  const { items, incomplete } = await chosenBy(few, input);
  const all = await Promise.all(
    items.map(async (chosen): Promise<Look> => {
      const look = await lookAt(few, chosen);
      if ('error' in look || !input['--scale-to-zero']) return look;
      // --except goes by the names of the list.
      const error = ifRenamed({ ...look.chosen, name: chosen.name }, look.deployment);
      return error ? { chosen, error } : look;
    }),
  );
  const looks = all.filter((look) => !isGoneSince(look, input.NAME));
  const failed = looks.flatMap((look) => ('error' in look ? [look.error] : []));
  if (failed.length === looks.length) throwFailures(deps.io, failed, failed.length);
  const answer = await asked();
  const { prices, unwanted } = answer;
  const facts = { now: deps.clock.now(), prices, currency: chosenCurrency(deps) };
  const judged = looks.map((look) => ({ look, row: idleRow(look, input['--for'], facts) }));
  const idle = judged.flatMap(({ look, row }) =>
    row.status === 'idle' && 'deployment' in look ? [{ look, row }] : [],
  );
  if (input['--scale-to-zero'] && input['--dry-run']) {
    const requestOf = ({ look: { chosen, deployment } }: Judged) =>
      plannedScaling({ ...chosen, size: 0, entry: deployment });
    await printDryRun(deps, idle.map(requestOf), { list: true });
  } else {
    const rowsOf = (some: readonly Pick<Judged, 'row'>[]) => some.map(({ row }) => row);
    if (idle.length > 0) await confirm(question(rowsOf(idle), deps.clock.now()));
    const failures = input['--scale-to-zero'] ? await putToSleep(few, idle, input['--for'], input) : [];
    const view = idleView(deps.clock.now, !unwanted && prices !== undefined);
    const printer = await deps.printer(view);
    const rows = await inOrder(deps, view, rowsOf(judged));
    if (printed || !deps.globals.quiet) deps.io.out(printer.many(rows));
    if (!printer.data) {
      if (rows.length > 0) sayPriceUnknown(deps, answer);
      deps.io.say(...summary(rows, input['--for']));
    }
    throwFailures(deps.io, failures, idle.length);
  }
  throwUnseen(deps, failed, looks.length, incomplete);
}

/** The row of a deployment, before anything is scaled. @param afterMs how long it must have been idle, in ms */
function idleRow(look: Look, afterMs: number, facts: Facts): IdleRow {
  const { name, zone } = look.chosen;
  const about = { name, zone: zone.zone, currency: facts.currency };
  if ('error' in look) return { ...about, status: 'busy', why: look.error.message };
  const { replicas } = look.deployment;
  const all = { ...about, replicas, ...takenBy(facts, look.deployment, replicas) };
  if (replicas === 0) return { ...all, status: 'stopped' };
  const verdict = verdictOf(look, afterMs, facts.now);
  return verdict.isIdle
    ? { ...all, status: 'idle', since: verdict.since }
    : { ...all, status: 'busy', why: verdict.why };
}

/**
 * The deployments to judge. With --scale-to-zero, --all means one zone: a command never changes deployments in every
 * zone.
 */
async function chosenBy(deps: Deps, input: IdleInput): Promise<Gathered<Chosen>> {
  const zone = input['--all'] && input['--scale-to-zero'] ? await zoneOfAll(deps) : undefined;
  const { items, zones, incomplete }: Gathered<Chosen> =
    zone === undefined
      ? await choose(deps, input.NAME, { change: input['--scale-to-zero'] })
      : {
          items: await ownIn((await deps.client()).in(zone)).catch(tellNothingSent('any deployment')),
          zones: [zone],
        };
  const isExcepted = ({ name }: Chosen) => input['--except'].some((glob) => fitsGlob(name, glob));
  for (const glob of input['--except'])
    if (!items.some(({ name }) => fitsGlob(name, glob)))
      deps.io.warn(`--except ${glob} matches no deployment`);
  const left = items.filter((chosen) => !isExcepted(chosen));
  if (items.length === 0 && !incomplete) await sayNoDeployments(deps, zones);
  else if (left.length === 0 && !incomplete) deps.io.say('--except leaves out every deployment.');
  return { items: left, incomplete };
}

/** The question before the command. As in `scale`, only --all asks: who types a name means that deployment. */
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
    zone,
  };
}
