import type { Build } from '#harness/domain/build.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Baseline } from '#harness/workflow/store/find-baseline.ts';

/** Throws NOT_COMPARABLE for a stored baseline of another platform than the devices, on which the candidate is measured. */
export function refuseOtherPlatform({ build, run }: Baseline, candidate: Build): void {
  const baseline = build ?? run?.candidate ?? null;
  if (baseline === null || baseline.platform === candidate.platform) return;
  const on = (platform: Build['platform']): string => (platform === 'host' ? 'the machine of a harness' : 'iPhones');
  throw new BenchError(
    'NOT_COMPARABLE',
    `The baseline ${baseline.label} was measured on ${on(baseline.platform)}, and this run measures on ${on(candidate.platform)}.`,
    { remedy: 'Name the build to compare with by its path, or a baseline that was measured on the same platform.' },
  );
}
