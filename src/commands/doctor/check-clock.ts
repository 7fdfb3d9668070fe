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
  const facts = { hint: "set this machine's clock right: signatures carry the time, and are refused" };
  return apart < SIGNATURE_LIFETIME_S * 1000
    ? warn('clock', detail, 'credentials', facts)
    : fail('clock', detail, 'credentials', facts);
}

function inWords(ms: number): string {
  const [unit, size] =
    ms < 120_000
      ? (['s', 1_000] as const)
      : ms < 7_200_000
        ? (['min', 60_000] as const)
        : ms < 172_800_000
          ? (['h', 3_600_000] as const)
          : (['days', 86_400_000] as const);
  return `${Math.round(ms / size)} ${unit}`;
}
