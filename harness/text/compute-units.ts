import type { ComputeUnits } from '#harness/domain/compute-units.ts';
import { ABSENT, percentText } from './numbers.ts';

/** `Neural Engine 92 %, graphics processor 8 %`, the largest share first. */
export function computeUnitsText(units: ComputeUnits | null): string {
  if (units === null) return ABSENT;
  const shares = [
    { name: 'Neural Engine', share: units.neuralEngine },
    { name: 'graphics processor', share: units.gpu },
    { name: 'processor', share: units.cpu },
  ]
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share);
  return shares.map(({ name, share }) => `${name} ${percentText(share)}`).join(', ') || ABSENT;
}
