import type { FaultRate, FaultRates } from '#harness/domain/fault-rates.ts';
import { ABSENT, count, whole } from './numbers.ts';
import { didText } from '#harness/domain/product-fault.ts';
import { probabilityText } from './chances.ts';

/** `3 of 25 launches of the candidate crashed, 1 of 25 of the baseline (p 0.302)`; without a baseline its first part only. */
export function faultRatesText({ candidate, baseline, storedSessions, p }: FaultRates): string {
  const codes = candidate.codes.map(({ code }) => code);
  const did = didText(codes.length > 0 ? codes : (baseline?.codes ?? []).map(({ code }) => code));
  // Where the verb says what the code says, the code is not repeated.
  const isNamed = did !== didText([]);
  const now = `${shareText(candidate)} ${did}${isNamed ? '' : codesText(candidate)}`;
  if (baseline === null) return now;
  const isSame = isNamed && baseline.codes.every(({ code }) => didText([code]) === did);
  const sessions = storedSessions === 0 ? '' : ` in ${count(storedSessions, 'stored session')}`;
  const beside = `${partText(baseline)} of the baseline${sessions}${isSame ? '' : codesText(baseline)}`;
  return `${now}, ${beside}${p === null ? '' : ` (p ${probabilityText(p)})`}`;
}

/** `3 of 25`, `none of 25`. */
export function partText({ launches, faults }: Pick<FaultRate, 'launches' | 'faults'>): string {
  return `${faults === 0 ? 'none' : whole(faults)} of ${whole(launches)}`;
}

/** A share in per cent; of nothing it is absent. */
export function ratePercentText({ launches, faults }: Pick<FaultRate, 'launches' | 'faults'>): string {
  return launches === 0 ? ABSENT : `${whole((100 * faults) / launches)} %`;
}

function shareText({ launches, faults }: FaultRate): string {
  return `${faults === 0 ? 'None' : whole(faults)} of ${count(launches, 'launch', 'launches')} of the candidate`;
}

function codesText({ codes }: FaultRate): string {
  return codes.length === 0 ? '' : ` (${codes.map(({ code, faults }) => `${code} ${faults}`).join(', ')})`;
}
