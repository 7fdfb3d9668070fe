import { SIGNATURE_LIFETIME_S } from '../../api/signature.js';
import type { Settings } from '../../config/settings.js';
import { gpus } from '../../domain/gpus.js';
import { byText } from '../../domain/order.js';
import { familyOf } from '../../domain/quota.js';
import type { Quota } from '../../schemas/organization.js';
import { NODE_VERSION, VERSION } from '../../version.js';
import { type Finding, fail, failed, ok, skip, warn } from './finding.js';

/* What is found without going anywhere, or in what was answered already. */

/** The least Node.js that the package asks for. */
const LEAST_NODE = [20, 19] as const;

/** Node.js, and this program; where it is a standalone program, the Bun in it, which calls itself a Node.js too. */
export function nodeFinding(version = NODE_VERSION, bun = process.versions.bun): Finding {
  if (bun) return ok('node', `Bun ${bun} in place of Node.js, exo-di ${VERSION}`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
  const detail = `Node.js ${version}, exo-di ${VERSION}`;
  if (!old) return ok('node', detail);
  return warn('node', detail, 'unexpected', `install Node.js ${LEAST_NODE.join('.')} or later`);
}

/** The configuration file that counts, its mode, and what is odd about it. */
export function configurationFindings({ file, unseen, account, warnings }: Settings): Finding[] {
  const about = file
    ? [
        file.shown,
        // On Windows the bits mean nothing.
        file.path.startsWith('/') ? `mode ${(file.mode & 0o777).toString(8).padStart(3, '0')}` : undefined,
        account ? `account ${account.name}` : 'no account chosen',
      ]
    : [`${unseen ?? 'no file'}; the environment alone counts`];
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

/** A `Date` header tells whole seconds, and its way takes time. */
const UNSHARP_MS = 2_000;
const NOTABLE_MS = 60_000;

/**
 * How far this machine's clock is from the service's: signatures carry the time.
 * @param date the `Date` header of an answer @param nowMs our clock when it came
 */
export function clockFinding(date: string | undefined, nowMs: number): Finding {
  const service = Date.parse(date ?? '');
  if (Number.isNaN(service)) return skip('clock', 'not checked: no answer told the time');
  const aheadMs = nowMs - service;
  const apart = Math.abs(aheadMs);
  if (apart <= UNSHARP_MS) return ok('clock', "in step with the service's");
  const detail = `${apartInWords(apart)} ${aheadMs > 0 ? 'ahead of' : 'behind'} the service's`;
  if (apart <= NOTABLE_MS) return ok('clock', detail);
  const told = apart < SIGNATURE_LIFETIME_S * 1000 ? warn : fail;
  const hint = "set this machine's clock right: signatures carry the time, and are refused";
  return told('clock', detail, 'credentials', hint);
}

function apartInWords(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} days`;
}

/** The GPUs of each family: used of how many. A full quota is no fault, none at all is. */
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
  const hint = 'ask Exoscale for a GPU quota: nothing can be deployed before';
  return [...findings, warn('quota', 'no GPU of any family is granted', 'quota', hint)];
}

function inWords({ usage, limit }: Quota): string {
  if (limit === 0 && !usage) return 'none granted';
  if (usage === undefined) return 'it is not told how many GPUs are used';
  if (limit === undefined) return `${gpus(usage)} used, the limit is not told`;
  if (limit < 0) return `${gpus(usage)} used, no limit`;
  return `${usage} of ${gpus(limit)} used`;
}

/** `gpua5000 2 of 8`; none where none is granted. */
function inShort({ resource = '', usage, limit }: Quota): string | undefined {
  if (limit === 0 && !usage) return undefined;
  if (usage === undefined) return `${resource} not told`;
  if (limit === undefined) return `${resource} ${usage}`;
  return limit < 0 ? `${resource} ${usage}, no limit` : `${resource} ${usage} of ${limit}`;
}
