import { gpus } from '../../domain/gpus.js';
import { byText } from '../../domain/order.js';
import { familyOf } from '../../domain/quota.js';
import type { Quota } from '../../schemas/organization.js';
import { type Finding, ok, skip, warn } from './finding.js';

/** The GPUs of each family: used of how many. A full quota is no fault, none at all is. */
export function quotaFindings(quotas: readonly Quota[] | undefined): Finding[] {
  if (!quotas) return [skip('quota', 'not checked: it may not be read')];
  const families = quotas
    .filter((quota) => familyOf(quota) !== '')
    .sort((a, b) => byText(a.resource ?? '', b.resource ?? ''));
  if (families.length === 0) return [skip('quota', 'the service reports no GPU quotas')];
  const findings = families.map((quota) => ({
    ...ok(`quota:${quota.resource ?? ''}`, inWords(quota)),
    short: inShort(quota),
  }));
  if (families.some(({ limit }) => limit !== 0)) return findings;
  const hint = 'ask Exoscale for a GPU quota: nothing can be deployed before';
  return [...findings, warn('quota', 'no GPU of any family is granted', 'quota', hint)];
}

function inWords({ usage = 0, limit }: Quota): string {
  if (limit === undefined) return `${gpus(usage)} used, the limit is not told`;
  if (limit < 0) return `${gpus(usage)} used, no limit`;
  if (limit === 0 && usage === 0) return 'none granted';
  return `${usage} of ${gpus(limit)} used`;
}

/** `gpua5000 2 of 8`; none where none is granted. */
function inShort({ resource = '', usage = 0, limit }: Quota): string | undefined {
  if (limit === 0 && usage === 0) return undefined;
  if (limit === undefined) return `${resource} ${usage}`;
  return limit < 0 ? `${resource} ${usage}, no limit` : `${resource} ${usage} of ${limit}`;
}
