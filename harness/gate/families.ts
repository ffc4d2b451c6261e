import { FAMILY_ALPHA, FALSE_DISCOVERY_RATE } from '#harness/compare/levels.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { canFail, decidesByItself, type Finding, findingsOf } from '#harness/domain/deciding.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { benjaminiHochberg } from '#harness/stats/tests/false-discovery.ts';
import { holmAdjusted } from '#harness/stats/tests/holm.ts';

/**
 * What decides, and what of it holds among all that does (Holm). The mean of a model's phones stands in the place of
 * each of them. All phases count, opened or not: which ones are opened was chosen by looking at the data. A change that is
 * known for certain has no p and needs none.
 */
export function decidingFamily(assessment: Assessment): {
  readonly deciding: ReadonlySet<Finding>;
  readonly significant: ReadonlySet<Finding>;
  /** How many could fail the gate by chance: what holds has to hold among so many. */
  readonly count: number;
} {
  const findings = findingsOf(assessment);
  const family = findings.filter(canFail);
  return {
    deciding: new Set(findings.filter(decidesByItself)),
    significant: holding(family, holmAdjusted, FAMILY_ALPHA),
    count: family.filter((finding) => pOf(finding) !== null).length,
  };
}

/** The secondary metrics whose regression is worth a note: of those pointed out, one in twenty is false (Benjamini–Hochberg). */
export function worthNoting({ comparisons }: Assessment): ReadonlySet<Finding> {
  const secondary = comparisons.filter(({ metric }) => METRICS[metric].role === 'secondary');
  return holding(secondary, benjaminiHochberg, FALSE_DISCOVERY_RATE);
}

function pOf({ evidence }: Finding): number | null {
  return evidence.pRegression;
}

function holding(
  findings: readonly Finding[],
  adjust: (pValues: readonly number[]) => readonly number[],
  limit: number,
): ReadonlySet<Finding> {
  const uncertain = findings.filter((finding) => pOf(finding) !== null);
  const adjusted = adjust(uncertain.map((finding) => pOf(finding) ?? 1));
  const certain = findings.filter((finding) => pOf(finding) === null);
  return new Set([...certain, ...uncertain.filter((_, index) => (adjusted[index] ?? 1) <= limit)]);
}
