import type { Assessment, ProductFault } from '#harness/domain/comparison.ts';
import type { Reason } from '#harness/domain/decision.ts';

/**
 * Crashes, hangs and broken result files of the candidate, by their code: more of one than the baseline has fails the gate,
 * the others are noted. Without a baseline every one counts.
 */
export function judgeFaults(faults: Assessment['productFaults']): {
  readonly fails: Reason[];
  readonly notes: Reason[];
} {
  const fails: Reason[] = [];
  const notes: Reason[] = [];
  for (const [code, all] of Map.groupBy(faults, (fault) => fault.code)) {
    const candidate = all.filter((fault) => fault.arm === 'candidate');
    const baseline = all.length - candidate.length;
    (candidate.length > baseline ? fails : notes).push({
      kind: 'productFault',
      message: faultText(code, candidate, baseline),
    });
  }
  return { fails, notes };
}

function faultText(code: string, candidate: readonly ProductFault[], baseline: number): string {
  const counts = `${code}: candidate ${candidate.length}, baseline ${baseline}`;
  const example = candidate[0];
  return example === undefined ? counts : `${counts}; ${example.message}`;
}
