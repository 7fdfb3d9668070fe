import { SIGNATURE_LIFETIME_S } from '../../api/signature.js';
import { type Finding, fail, ok, skip, warn } from './finding.js';

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
  const detail = `${inWords(apart)} ${aheadMs > 0 ? 'ahead of' : 'behind'} the service's`;
  if (apart <= NOTABLE_MS) return ok('clock', detail);
  const told = apart < SIGNATURE_LIFETIME_S * 1000 ? warn : fail;
  const hint = "set this machine's clock right: signatures carry the time, and are refused";
  return told('clock', detail, 'credentials', hint);
}

function inWords(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} days`;
}
