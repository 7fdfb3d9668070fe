import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { byText } from '../../domain/order.js';
import { familyOf } from '../../domain/quota.js';
import type { Printer } from '../../output/view.js';
import { labelOf, quotaView } from '../../output/views/quota.js';
import type { Raw } from '../../program/spec.js';
import type { Quota } from '../../schemas/organization.js';
import { anyZone } from '../lib/asked-zones.js';
import { costsBeside, priceFields } from '../lib/cost-limit.js';
import { parseInput } from '../lib/parse-input.js';

/** Prints every quota of the organization. */
export async function showAll(deps: Deps): Promise<void> {
  const printer = await deps.printer(quotaView);
  await printQuotas(deps, printer, () => true, 'The service reports no limits.');
}

/** Prints the quotas of GPU families, and the list price of the GPUs in use. */
export async function showGpu(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(z.object(priceFields), raw);
  const printer = await deps.printer(quotaView);
  const costs = printer.data ? undefined : costsBeside(deps, input);
  const isGpu = (quota: Quota) => familyOf(quota) !== '';
  const used = await printQuotas(deps, printer, isGpu, 'The service reports no GPU quotas.');
  const amounts = used.flatMap(({ usage: gpus, ...quota }) =>
    gpus === undefined ? [] : [{ family: familyOf(quota), gpus }],
  );
  // There is a cost only if the usage of every family is known: a part of it would look like the total.
  const isTold = amounts.length === used.length && amounts.some(({ gpus }) => gpus > 0);
  const cost = isTold ? await costs?.of(...amounts) : undefined;
  if (cost) deps.io.say(`In use: ${cost.line}`);
}

/**
 * Prints quotas (`list-quotas`) with usage and limit, sorted by label. A limit of −1 means no limit.
 * @param none the sentence to print if there are none
 */
async function printQuotas(
  deps: Deps,
  printer: Printer<Quota>,
  isWanted: (quota: Quota) => boolean,
  none: string,
): Promise<Quota[]> {
  const quotas = (await (await anyZone(deps)).listQuotas()).filter(isWanted);
  quotas.sort((a, b) => byText(labelOf(a), labelOf(b)));
  deps.io.out(printer.many(quotas));
  if (quotas.length === 0) deps.io.say(none);
  return quotas;
}
