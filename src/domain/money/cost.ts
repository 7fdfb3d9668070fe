import type { UsageLine } from '../../schemas/usage.js';
import type { CostBy } from '../choices.js';
import { countsOf } from '../counts.js';
import { type BilledLine, billedOf, wordsOf } from './billed-line.js';
import { compare, type Decimal, divide, minus, sum } from './decimal.js';
import type { GpuAccount } from './gpu-accounts.js';
import { addUp, type GpuTime, gpuHours, utcDays, type Window } from './gpu-time.js';
import { type CostFacts, costOfUsed, type UsedGpus, usedIn } from './used-gpus.js';

/** A part of what a month has cost: explained by events, billed by the usage report, or both. */
export interface CostRow {
  /** `usage`: a line of the report that belongs to no other row, as the service reports it. */
  kind: CostBy | 'usage';
  /** The deployment, the family or the day; of a line of the report its words. */
  what: string;
  zone?: string | undefined;
  id?: string | undefined;
  /** Another row has the same name: a deployment in another zone, or one that was deleted or created since. */
  isNamesake?: boolean | undefined;
  family?: string | undefined;
  /** The GPU time by the events; absent if no event explains the row. */
  explained?: GpuTime | undefined;
  /** The price of the explained hours by the list; absent if a price or an hour is not known. */
  cost?: Decimal | undefined;
  /** The billed quantity, in `unit`, as the service reports it; hours of several lines are added up. */
  billed?: string | undefined;
  unit?: string | undefined;
  /** Billed minus explained, in GPU-hours; absent if one of them is not known. */
  difference?: string | undefined;
}

export interface CostInput extends CostFacts {
  by: CostBy;
  /** The accounts are of only some zones. The report is of all zones, so it is not compared with them. */
  partial?: boolean | undefined;
  /** Absent if the caller may not read the report. */
  usage: readonly UsageLine[] | undefined;
}

/** The rows of a month: first those that events explain, then every line of the report that belongs to none of them. */
export function costRows(input: CostInput): CostRow[] {
  const { by, accounts, partial = false, usage = [] } = input;
  const all = usage.map((line) => billedOf(line, accounts ?? []));
  const lines = partial ? all.map(({ hours: _, ...line }): BilledLine => line) : all;
  const rows = explainedRows(input, lines).map((row): CostRow => {
    const held = lines.flatMap((line) => (holds(row, line) ? (line.hours ?? []) : []));
    if (held.length === 0) return row;
    const billed = sum(held);
    return { ...row, billed, unit: 'GPU hours', difference: differenceOf(billed, row.explained) };
  });
  const others = lines.filter((line) => !rows.some((row) => holds(row, line)));
  return [...rows, ...others.map(({ line, family }) => usageRow(line, family, by))];
}

/** Is a line of the report about the same GPU-hours as a row? */
function holds(row: CostRow, { hours, family, day, id }: BilledLine): boolean {
  if (hours === undefined) return false;
  if (row.kind === 'family') return row.family === family;
  return row.kind === 'day' ? row.what === day : id !== undefined && row.id === id;
}

/** Billed minus explained, with its sign: `0.5`, `-2`, `0`; undefined if something is not known. */
export function differenceOf(billed: Decimal, explained: GpuTime | undefined): string | undefined {
  if (!explained || explained.unknownMs > 0) return undefined;
  const [theirs, ours] = [divide(billed, 1n, 3), gpuHours(explained.gpuMs)];
  return compare(theirs, ours) < 0 ? `-${minus(ours, theirs)}` : minus(theirs, ours);
}

/** The GPU time of deployments that makes up a row, and the row's name. */
interface Group extends Pick<CostRow, 'what' | 'zone' | 'id' | 'isNamesake' | 'family'> {
  used: readonly UsedGpus[];
}

function explainedRows(input: CostInput, lines: readonly BilledLine[]): CostRow[] {
  const { by, accounts, prices, currency } = input;
  if (!accounts) return [];
  return groupsOf(by, accounts, input.window, lines).map(({ used, ...group }) => ({
    ...group,
    kind: by,
    explained: addUp(used),
    cost: prices && costOfUsed(used, prices, currency),
  }));
}

function groupsOf(
  by: CostBy,
  accounts: readonly GpuAccount[],
  window: Window,
  lines: readonly BilledLine[],
): Group[] {
  const allIn = (part: Window) => accounts.map((account) => usedIn(part, account));
  switch (by) {
    case 'day':
      return utcDays(window).map((day) => ({ what: day.day, used: allIn(day) }));
    case 'family':
      return familyGroups(allIn(window), lines);
    case 'deployment':
      return withNamesakes(
        accounts
          .map((account) => deploymentGroup(account, usedIn(window, account)))
          .filter(({ used }) => used.some(({ gpuMs, unknownMs }) => gpuMs + unknownMs > 0)),
      );
  }
}

function withNamesakes(groups: readonly Group[]): Group[] {
  const counts = countsOf(groups.map(({ what }) => what));
  return groups.map((group) => ({ ...group, isNamesake: (counts.get(group.what) ?? 0) > 1 }));
}

function deploymentGroup({ name, zone, id, gpuType: family }: GpuAccount, used: UsedGpus): Group {
  return { what: name || id || '', zone, id, family, used: [used] };
}

/** A group for each family that was used, and for each that is billed although no event explains it. */
function familyGroups(used: readonly UsedGpus[], lines: readonly BilledLine[]): Group[] {
  const billed = lines.flatMap(({ family, hours }) => (hours === undefined ? [] : (family ?? [])));
  const families = [...new Set([...used.map(({ family }) => family ?? ''), ...billed])].sort();
  return families.map((family) => ({
    what: family || 'not known',
    family: family || undefined,
    used: used.filter((one) => (one.family ?? '') === family),
  }));
}

function usageRow(line: UsageLine, family: string | undefined, by: CostBy): CostRow {
  return {
    kind: 'usage',
    what: wordsOf(line),
    family: by === 'day' ? undefined : family,
    billed: line.quantity,
    unit: line.unit,
  };
}
