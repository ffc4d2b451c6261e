import { firstOf } from '#harness/text/lists.ts';
import { capital } from '#harness/text/sentences.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { FaultCount } from '#harness/domain/fault-rates.ts';
import { partText } from '#harness/text/fault-rates.ts';
import { didText } from '#harness/domain/product-fault.ts';

/** Each is half a sentence. */
export const MOST_PLACES = 3;

/**
 * `on iPhone 15 in pass latency the candidate crashed 4 times in a row, in 4 of 4 launches, and was not launched again; the
 * baseline failed in 1 of 25`.
 *
 * @param other what became of the other build there
 */
export function givenUpText(
  count: FaultCount,
  other: FaultCount | undefined,
  { devices, productFaults }: Pick<Assessment, 'devices' | 'productFaults'>,
): string {
  const { deviceId, passId, arm, givenUpAfter } = count;
  const label = devices.find(({ id }) => id === deviceId)?.label ?? deviceId;
  const codes = productFaults
    .filter((fault) => fault.deviceId === deviceId && fault.passId === passId && fault.arm === arm)
    .map(({ code }) => code);
  const own = `the ${arm} ${didText(codes)} ${givenUpAfter} times in a row, in ${partText(count)} launches, and was not launched again`;
  const beside = other === undefined ? '' : `; the ${other.arm} failed in ${partText(other)}${endText(other)}`;
  return `on ${label} in pass ${passId} ${own}${beside}`;
}

/** Several places in one sentence. */
export function placesText(places: readonly string[]): string {
  return capital(firstOf(places, MOST_PLACES));
}

function endText({ givenUpAfter }: FaultCount): string {
  return givenUpAfter > 0 ? ' and was given up too' : '';
}
