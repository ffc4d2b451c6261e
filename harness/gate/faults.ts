import { FAULT_ALPHA } from '#harness/compare/levels.ts';
import type { Assessment, ProductFault } from '#harness/domain/assessment.ts';
import type { FaultCount } from '#harness/domain/fault-rates.ts';
import { faultRatesText } from '#harness/text/fault-rates.ts';
import { isCertainFault } from '#harness/domain/product-fault.ts';
import { givenUpText, placesText } from './given-up-text.ts';
import type { CollectedReasons, SortedReasons } from './sorted-reasons.ts';

type Place = Pick<FaultCount, 'deviceId' | 'passId'>;
/** What is judged here of an assessment. */
export type FaultFacts = Pick<Assessment, 'devices' | 'baseline' | 'productFaults' | 'faultCounts' | 'faultRates'>;
/** What the rules about a single place look at. */
type Seen = Pick<Assessment, 'faultCounts' | 'productFaults'> & { readonly hasBaseline: boolean };

/**
 * What crashes, hangs and broken results say about the candidate. It fails where one fault proves that its package is
 * broken, where it was given up and the baseline was not, and where it fails more often than chance explains. More
 * faults than the baseline's rate explains are a doubt, as many or fewer a note.
 */
export function judgeFaults(assessment: FaultFacts): SortedReasons {
  const found: CollectedReasons = { fails: [], blocks: [], doubts: [], notes: [] };
  const { faultCounts, productFaults, baseline } = assessment;
  const seen: Seen = { faultCounts, productFaults, hasBaseline: baseline !== null };
  judgeCertain(seen, found);
  judgeGivenUp(assessment, seen, found);
  judgeRates(assessment, found);
  return found;
}

/**
 * Whether the gate fails for faults whatever is measured from here on. A rate may change until the end. That a package
 * is broken, or that it never ran where the baseline ran, stays so.
 */
export function isFaultFailureSure(seen: Seen): boolean {
  const neverShown = (place: Place): boolean => !seen.hasBaseline || hasRun(countAt(seen, place, 'baseline'));
  return (
    candidateFaults(seen).some((fault) => isCertainFault(fault.code) && neverShown(fault)) ||
    givenUp(seen, 'candidate').some((count) => neverShown(count) && (!seen.hasBaseline || !hasRun(count)))
  );
}

/** Verdicts on the package. One is enough, unless the baseline, which never ran there, got the same. */
function judgeCertain(seen: Seen, found: CollectedReasons): void {
  const certain = seen.productFaults.filter(({ code }) => isCertainFault(code));
  for (const [code, all] of Map.groupBy(certain, (fault) => fault.code)) {
    const own = all.filter(({ arm }) => arm === 'candidate');
    const isShared = (fault: ProductFault): boolean =>
      all.some((other) => other.arm === 'baseline' && isSamePlace(other, fault)) &&
      !hasRun(countAt(seen, fault, 'baseline'));
    const message = `${code}: candidate ${own.length}, baseline ${all.length - own.length}`;
    const [example] = own;
    if (example === undefined) found.notes.push({ kind: 'productFault', message });
    else if (own.every(isShared)) {
      const text = `${message}: neither build can be measured there; ${example.message}`;
      found.blocks.push({ kind: 'faultDoubt', message: text });
    } else found.fails.push({ kind: 'productFault', message: `${message}; ${example.message}` });
  }
}

/** Where a build kept failing, it was not launched again, so what is left of its launches says little about its rate. */
function judgeGivenUp(assessment: FaultFacts, seen: Seen, found: CollectedReasons): void {
  const own = givenUp(seen, 'candidate');
  const isShared = (count: FaultCount): boolean => {
    const other = countAt(seen, count, 'baseline');
    return other !== undefined && other.givenUpAfter > 0 && (!hasRun(other) || hasRun(count));
  };
  const text = (counts: readonly FaultCount[]): string =>
    placesText(counts.map((count) => givenUpText(count, countAt(seen, count, 'baseline'), assessment)));
  const alone = own.filter((count) => !isShared(count));
  const shared = own.filter(isShared);
  const fixed = givenUp(seen, 'baseline').filter(
    (count) => (countAt(seen, count, 'candidate')?.givenUpAfter ?? 0) === 0,
  );
  if (alone.length > 0) found.fails.push({ kind: 'productFault', message: text(alone) });
  if (shared.length > 0) found.blocks.push({ kind: 'faultDoubt', message: text(shared) });
  if (fixed.length > 0) {
    const texts = fixed.map((count) => givenUpText(count, countAt(seen, count, 'candidate'), assessment));
    found.notes.push({ kind: 'productFault', message: placesText(texts) });
  }
}

/** All faults that come by chance, in one test. */
function judgeRates({ faultRates, productFaults }: FaultFacts, found: CollectedReasons): void {
  const { candidate, baseline, p, smallestP } = faultRates;
  if (candidate.faults === 0 && (baseline?.faults ?? 0) === 0) return;
  const known = new Set(baseline?.codes.map(({ code }) => code));
  const isNew = ({ code }: { readonly code: string }): boolean => baseline !== null && !known.has(code);
  const unseen = candidate.codes.filter(isNew).map(({ code }) => code);
  const example = productFaults.find(({ arm, code }) => arm === 'candidate' && !isCertainFault(code));
  const neverRan = candidate.faults > 0 && candidate.faults === candidate.launches;
  const message = [
    faultRatesText(faultRates),
    ...(neverRan ? ['the candidate never ran'] : []),
    ...(baseline === null ? ['there is no baseline to compare with'] : []),
    ...(unseen.length > 0 ? [`the baseline never had ${unseen.join(', ')}`] : []),
    ...(example === undefined ? [] : [example.message]),
  ].join('; ');
  const isHealthy = baseline === null || (baseline.launches > 0 && baseline.faults === 0);
  if ((p !== null && p <= FAULT_ALPHA) || (neverRan && isHealthy)) {
    found.fails.push({ kind: 'productFault', message });
  } else if (isExcess(faultRates)) {
    // With so few launches that no number of crashes would prove anything, every one of them counts.
    const isTooFew = smallestP !== null && smallestP > FAULT_ALPHA;
    (isTooFew ? found.blocks : found.doubts).push({ kind: 'faultDoubt', message });
  } else found.notes.push({ kind: 'productFault', message });
}

/** Whether the candidate has more faults than the baseline's rate explains. */
function isExcess({ candidate, baseline }: Assessment['faultRates']): boolean {
  if (baseline === null || baseline.launches === 0) return candidate.faults > 0;
  return candidate.faults * baseline.launches > baseline.faults * candidate.launches;
}

/** Where a build was launched no more for faults that come by chance. */
function givenUp({ faultCounts }: Seen, arm: FaultCount['arm']): readonly FaultCount[] {
  return faultCounts.filter((count) => count.arm === arm && count.givenUpAfter > 0 && count.faults > 0);
}

function candidateFaults({ productFaults }: Seen): readonly ProductFault[] {
  return productFaults.filter(({ arm }) => arm === 'candidate');
}

function countAt({ faultCounts }: Seen, place: Place, arm: FaultCount['arm']): FaultCount | undefined {
  return faultCounts.find((count) => count.arm === arm && isSamePlace(count, place));
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.deviceId === b.deviceId && a.passId === b.passId;
}

function hasRun(count: FaultCount | undefined): boolean {
  return count !== undefined && count.launches > count.faults;
}
