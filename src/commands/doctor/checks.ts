import { SIGNATURE_LIFETIME_S } from '../../api/signature.js';
import type { Settings } from '../../config/settings.js';
import { gpus } from '../../domain/gpus.js';
import { byText } from '../../domain/order.js';
import { familyOf } from '../../domain/quota.js';
import type { Quota } from '../../schemas/organization.js';
import { NODE_VERSION, VERSION } from '../../version.js';
import { type Finding, fail, failed, ok, skip, warn } from './finding.js';

/* Checks that need no request of their own. */

/** The oldest Node.js that the package supports. */
const LEAST_NODE = [20, 19] as const;

/** The versions of Node.js and of this program. A standalone one runs in Bun, which also reports a Node.js version. */
export function nodeFinding(version = NODE_VERSION, bun = process.versions.bun): Finding {
  if (bun) return ok('node', `Bun ${bun} in place of Node.js, exo-di ${VERSION}`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
  const detail = `Node.js ${version}, exo-di ${VERSION}`;
  if (!old) return ok('node', detail);
  return warn('node', detail, 'unexpected', `install Node.js ${LEAST_NODE.join('.')} or later`);
}

/** The configuration file that is used, with its mode and the warnings about it. */
export function configurationFindings({ file, unseen, account, warnings }: Settings): Finding[] {
  const about = file
    ? [
        file.shown,
        // On Windows the bits of the mode mean nothing.
        file.path.startsWith('/') ? `mode ${(file.mode & 0o777).toString(8).padStart(3, '0')}` : undefined,
        account ? `account ${account.name}` : 'no account chosen',
      ]
    : [`${unseen ?? 'no file'}; only the environment is used`];
  return [
    ok('configuration', about.filter((part) => part !== undefined).join(', ')),
    ...warnings.map((warning) => warn('configuration', warning, 'credentials')),
  ];
}

/** Where the credentials come from, and the beginning of the key; never the secret. */
export async function credentialsFinding(settings: Settings, signal: AbortSignal): Promise<Finding> {
  try {
    const { key, from } = await settings.credentials(signal);
    return ok('credentials', `key ${key.slice(0, 6)}… from ${from}`);
  } catch (error) {
    return failed('credentials', error);
  }
}

/** Up to this difference, in ms, clocks count as equal: a `Date` header has whole seconds, and answers take time. */
const UNSHARP_MS = 2_000;
const NOTABLE_MS = 60_000;

/**
 * Compares this machine's clock with the service's, by which signatures are checked.
 * @param date the `Date` header of an answer
 * @param nowMs this machine's clock when the answer came
 */
export function clockFinding(date: string | undefined, nowMs: number): Finding {
  const service = Date.parse(date ?? '');
  if (Number.isNaN(service)) return skip('clock', 'not checked: no answer told the time');
  const aheadMs = nowMs - service;
  const apart = Math.abs(aheadMs);
  if (apart <= UNSHARP_MS) return ok('clock', "in step with the service's");
  const detail = `${apartInWords(apart)} ${aheadMs > 0 ? 'ahead of' : 'behind'} the service's`;
  if (apart <= NOTABLE_MS) return ok('clock', detail);
  const finding = apart < SIGNATURE_LIFETIME_S * 1000 ? warn : fail;
  const hint = "set this machine's clock right: signatures and schedules go by it";
  return finding('clock', detail, 'credentials', hint);
}

function apartInWords(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} days`;
}

/** The GPU quota of each family. A quota that is used up is fine; a warning is only that no family has any GPU. */
export function quotaFindings(quotas: readonly Quota[] | undefined): Finding[] {
  if (!quotas) return [skip('quota', 'not checked: it could not be read')];
  const families = quotas
    .filter((quota) => familyOf(quota) !== '')
    .sort((a, b) => byText(a.resource ?? '', b.resource ?? ''));
  if (families.length === 0) return [skip('quota', 'the service reports no GPU quotas')];
  const findings = families.map((quota) => ({
    ...ok(`quota:${quota.resource ?? ''}`, inWords(quota)),
    short: inShort(quota),
  }));
  if (families.some(({ limit }) => limit !== 0)) return findings;
  const hint = 'ask Exoscale for a GPU quota: without it, nothing can be deployed';
  return [...findings, warn('quota', 'no GPU of any family is granted', 'quota', hint)];
}

function inWords({ usage, limit }: Quota): string {
  if (limit === 0 && !usage) return 'none granted';
  if (usage === undefined) return 'it is not known how many GPUs are used';
  if (limit === undefined) return `${gpus(usage)} used, the limit is not known`;
  if (limit < 0) return `${gpus(usage)} used, no limit`;
  return `${usage} of ${gpus(limit)} used`;
}

/** `gpua5000 2 of 8`; undefined if no GPU is granted. */
function inShort({ resource = '', usage, limit }: Quota): string | undefined {
  if (limit === 0 && !usage) return undefined;
  if (usage === undefined) return `${resource} unknown`;
  if (limit === undefined) return `${resource} ${usage}`;
  return limit < 0 ? `${resource} ${usage} (no limit)` : `${resource} ${usage} of ${limit}`;
}
