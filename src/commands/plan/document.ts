import type { Pause } from '../../desired/hold/holds.js';
import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { money } from '../../domain/money/decimal.js';
import {
  type Document,
  listOf,
  number,
  numberOrNone,
  schemaOf,
  text,
  textOrNone,
  texts,
  within,
  withinOrNone,
  yesOrNo,
} from '../../output/document.js';
import type { ChangeCost } from '../lib/cost-limit.js';
import { saidBody } from '../lib/dry-run.js';
import { desired, priceKeys } from './desired-document.js';
import { callOf } from './steps.js';

/** Requests as they would be sent, without secrets. */
const requests = listOf(
  ({ steps }: Pick<Plan, 'steps'>) => steps.map((step) => ({ step, ...callOf(step) })),
  {
    kind: text(({ step }) => step.kind),
    name: text(({ step }) => step.name),
    zone: text(({ zone }) => zone),
    method: text(({ call }) => call.method),
    path: text(({ call }) => call.path),
    body: { schema: {}, value: ({ call }) => saidBody(call.body) ?? null },
  },
);

const deployments = listOf(({ entries }: Plan) => entries, {
  zone: text(({ zone }) => zone),
  name: text(({ name }) => name),
  // Of the configuration file, where the inference file names one.
  account: textOrNone(({ deployment }) => deployment.account),
  action: text(({ action }) => action),
  id: textOrNone(({ actual }) => actual?.id),
  state: textOrNone(({ actual }) => actual?.state),
  replicas: numberOrNone(({ actual }) => actual?.replicas),
  desired: within((entry: PlanEntry) => entry.desired, desired),
  gpu_type: text(({ gpus }) => gpus.family),
  gpus_now: number(({ gpus }) => gpus.now),
  gpus_after: number(({ gpus }) => gpus.after),
  requests,
  refusals: listOf(({ refusals }: PlanEntry) => refusals, {
    kind: text(({ kind }) => kind),
    message: text(({ message }) => message),
    ways_out: texts(({ waysOut }) => waysOut),
  }),
  notes: texts(({ notes }) => notes),
  // Since a run of apply on this machine.
  changed_outside: withinOrNone(({ outside }: PlanEntry) => outside, {
    from: number(({ from }) => from),
    to: numberOrNone(({ to }) => to),
    since: text(({ since }) => since.toISOString()),
  }),
  next_change: withinOrNone(({ next }: PlanEntry) => next, {
    at: text(({ at }) => at.toISOString()),
    ...desired,
  }),
});

const families = listOf(({ families }: Plan) => families, {
  family: text(({ family }) => family),
  account: textOrNone(({ account }) => account),
  gpus_now: number(({ now }) => now),
  gpus_after: number(({ after }) => after),
  gpus_needed: number(({ needed }) => needed),
  usage: numberOrNone(({ usage }) => usage),
  // −1 is unlimited.
  limit: numberOrNone(({ limit }) => limit),
  free: numberOrNone(({ free }) => free),
  short: number(({ short }) => short),
});

interface Shown extends Plan {
  prune: boolean;
  cost: ChangeCost | undefined;
  paused: Pause | undefined;
  warnings: readonly string[];
}

/** What `plan -O json` prints: everything the table shows, and the requests. */
export const planDocument: Document<Shown> = {
  at: text(({ at }) => at.toISOString()),
  changes: number(({ steps }) => steps.length),
  refused: number(({ entries }) => entries.filter(({ action }) => action === 'refused').length),
  deployments,
  families,
  outside: listOf(({ prunable, prune }: Shown) => prunable.map((one) => ({ ...one, prune })), {
    zone: text(({ zone }) => zone),
    name: text(({ name }) => name),
    account: textOrNone(({ account }) => account),
    id: textOrNone(({ id }) => id),
    replicas: numberOrNone(({ deployment }) => deployment.replicas),
    gpus: number(({ gpus }) => gpus),
    delete: yesOrNo(({ prune, id }) => prune && id !== undefined),
  }),
  requests,
  // By the list; decimals are texts.
  cost: withinOrNone(({ cost }: Shown) => known(cost), {
    per_hour: text(({ perHour }) => money(perHour)),
    per_hour_now: textOrNone(({ perHourNow }) => perHourNow && money(perHourNow)),
    ...priceKeys,
  }),
  paused: withinOrNone(({ paused }: Shown) => paused, {
    since: text(({ since }) => since),
    until: text(({ until }) => until),
    by: text(({ by }) => by),
  }),
  warnings: texts(({ warnings }) => warnings),
};

/** A cost that has a price. */
function known(cost: ChangeCost | undefined) {
  const { prices, perHour } = cost ?? {};
  return cost && prices && perHour !== undefined ? { ...cost, prices, perHour } : undefined;
}

export const planJsonSchema = () => schemaOf(planDocument);
