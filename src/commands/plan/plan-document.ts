import type { Pause } from '../../desired/hold/holds.js';
import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { money } from '../../domain/money/decimal.js';
import * as json from '../../output/json-document.js';
import { knownGpus } from '../../output/views/plan.js';
import type { ChangeCost } from '../lib/cost-limit.js';
import { saidBody } from '../lib/dry-run.js';
import { desired, priceKeys } from './desired-document.js';
import { callOf } from './steps.js';

/** The requests that would be sent, without secrets. */
const requests = json.listOf(
  ({ steps }: Pick<Plan, 'steps'>) => steps.map((step) => ({ step, ...callOf(step) })),
  {
    kind: json.text(({ step }) => step.kind),
    name: json.text(({ step }) => step.name),
    zone: json.text(({ zone }) => zone),
    method: json.text(({ call }) => call.method),
    path: json.text(({ call }) => call.path),
    body: { schema: {}, value: ({ call }) => saidBody(call.body) ?? null },
  },
);

const deployments = json.listOf(({ entries }: Plan) => entries, {
  zone: json.text(({ zone }) => zone),
  name: json.text(({ name }) => name),
  // The account in the configuration file, if the inference file names one.
  account: json.textOrNone(({ deployment }) => deployment.account),
  action: json.text(({ action }) => action),
  id: json.textOrNone(({ actual }) => actual?.id),
  state: json.textOrNone(({ actual }) => actual?.state),
  replicas: json.numberOrNone(({ actual }) => actual?.replicas),
  desired: json.within((entry: PlanEntry) => entry.desired, desired),
  gpu_type: json.text(({ gpus }) => gpus.family),
  gpus_now: json.numberOrNone((entry) => knownGpus(entry)?.now),
  gpus_after: json.numberOrNone((entry) => knownGpus(entry)?.after),
  requests,
  refusals: json.listOf(({ refusals }: PlanEntry) => refusals, {
    kind: json.text(({ kind }) => kind),
    message: json.text(({ message }) => message),
    ways_out: json.texts(({ waysOut }) => waysOut),
  }),
  notes: json.texts(({ notes }) => notes),
  // Somebody else has changed it since the last run of apply on this machine.
  changed_outside: json.withinOrNone(({ outside }: PlanEntry) => outside, {
    from: json.number(({ from }) => from),
    to: json.numberOrNone(({ to }) => to),
    renamed_to: json.textOrNone(({ renamedTo }) => renamedTo),
    since: json.text(({ since }) => since.toISOString()),
  }),
  next_change: json.withinOrNone(({ next }: PlanEntry) => next, {
    at: json.text(({ at }) => at.toISOString()),
    ...desired,
  }),
});

const families = json.listOf(({ families }: Plan) => families, {
  family: json.text(({ family }) => family),
  account: json.textOrNone(({ account }) => account),
  gpus_now: json.number(({ now }) => now),
  gpus_after: json.number(({ after }) => after),
  gpus_needed: json.number(({ needed }) => needed),
  usage: json.numberOrNone(({ usage }) => usage),
  // −1 is unlimited.
  limit: json.numberOrNone(({ limit }) => limit),
  free: json.numberOrNone(({ free }) => free),
  short: json.number(({ short }) => short),
});

interface Shown extends Plan {
  prune: boolean;
  cost: ChangeCost | undefined;
  paused: Pause | undefined;
  warnings: readonly string[];
}

/** What `plan -O json` prints: everything the table shows, and the requests. */
export const planDocument: json.Document<Shown> = {
  at: json.text(({ at }) => at.toISOString()),
  changes: json.number(({ steps }) => steps.length),
  refused: json.number(({ entries }) => entries.filter(({ action }) => action === 'refused').length),
  deployments,
  families,
  outside: json.listOf(({ prunable, prune }: Shown) => prunable.map((one) => ({ ...one, prune })), {
    zone: json.text(({ zone }) => zone),
    name: json.text(({ name }) => name),
    account: json.textOrNone(({ account }) => account),
    id: json.textOrNone(({ id }) => id),
    replicas: json.numberOrNone(({ deployment }) => deployment.replicas),
    gpus: json.number(({ gpus }) => gpus),
    delete: json.yesOrNo(({ prune, id }) => prune && id !== undefined),
  }),
  requests,
  // At list prices. Amounts are texts, so that they stay exact.
  cost: json.withinOrNone(({ cost }: Shown) => known(cost), {
    per_hour: json.text(({ perHour }) => money(perHour)),
    per_hour_now: json.textOrNone(({ perHourNow }) => perHourNow && money(perHourNow)),
    ...priceKeys,
  }),
  paused: json.withinOrNone(({ paused }: Shown) => paused, {
    since: json.text(({ since }) => since),
    until: json.text(({ until }) => until),
    by: json.text(({ by }) => by),
  }),
  warnings: json.texts(({ warnings }) => warnings),
};

function known(cost: ChangeCost | undefined) {
  const { prices, perHour } = cost ?? {};
  return cost && prices && perHour !== undefined ? { ...cost, prices, perHour } : undefined;
}

export const planJsonSchema = () => json.schemaOf(planDocument);
