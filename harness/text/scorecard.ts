/** The words of a release scorecard, for the terminal and for its pages. */
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Bound, ReleaseTarget } from '#harness/domain/release-plan.ts';
import type {
  CombinationScore,
  DriftUse,
  ExpectedEvidence,
  ExternalResult,
  Level,
  Reliability,
  Scorecard,
  Standing,
  TargetCell,
  TargetDoubt,
} from '#harness/domain/scorecard.ts';
import { count, percentText, signedTrimmed, trimmed, whole } from './numbers.ts';
import { bare, quantity, scaleFor } from './quantities.ts';

export const VERDICT_WORDS: Readonly<Record<Scorecard['verdict'], string>> = {
  ship: 'SHIP',
  hold: 'HOLD',
  undecided: 'NOT PROVEN',
};

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  met: 'Met',
  notProven: 'Not proven',
  missed: 'Missed',
  notMeasured: 'Not measured',
  noTarget: 'No target',
};

/** `Base on iPhone 15 Pro`. */
export function combinationName({ variant, deviceName }: Pick<CombinationScore, 'variant' | 'deviceName'>): string {
  return `${variant} on ${deviceName}`;
}

/** `iOS 26.1 (23B85)`; empty where nothing was measured. */
export function osText({ os, provenance }: Pick<CombinationScore, 'os' | 'provenance'>): string {
  if (os === null) return '';
  return provenance === 'host' ? os : `iOS ${os}`;
}

/** `Base on iPhone 15 Pro, suite energy`. */
export function evidenceName({ name, suite }: ExpectedEvidence): string {
  return suite === null ? name : `${name}, suite ${suite}`;
}

/** `< 180 ms`, `> 72 %`, `> +10 %`; a target was typed by a person. */
export function boundText(target: ReleaseTarget, bound: Bound): string {
  const [sign, value] = 'below' in bound ? ['<', bound.below] : ['>', bound.above];
  if (target.as === 'answersPerJoule') return `${sign} ${signedTrimmed(100 * value)} %`;
  const { unit, divisor } = scaleFor(METRICS[target.metric].unit, value);
  return `${sign} ${trimmed(value / divisor)} ${unit}`;
}

/** `176.2 ms [172.1, 180.9]`. */
export function levelText({ as, metric }: ReleaseTarget, { estimate, low, high }: Level): string {
  const isExact = low === estimate && high === estimate;
  if (as === 'answersPerJoule') {
    const shown = (value: number): string => signedTrimmed(Math.round(1000 * value) / 10);
    return `${shown(estimate)} %${low === null || high === null || isExact ? '' : ` [${shown(low)}, ${shown(high)}]`}`;
  }
  const scale = scaleFor(METRICS[metric].unit, estimate);
  const interval = low === null || high === null || isExact ? '' : ` [${bare(low, scale)}, ${bare(high, scale)}]`;
  return `${quantity(estimate, scale)}${interval}`;
}

/** `Not proven: 176.2 ms [172.1, 180.9] (the interval crosses the target)`. */
export function cellText({ target, standing, level, doubt }: TargetCell): string {
  const value = level === null ? '' : levelText(target, level);
  if (standing === 'noTarget') return value;
  return `${STANDING_WORDS[standing]}${value === '' ? '' : `: ${value}`}${doubt === null ? '' : ` (${doubtText(doubt)})`}`;
}

/** Why a target is neither met nor missed, in a few words. */
export function doubtText(doubt: TargetDoubt): string {
  switch (doubt.kind) {
    case 'provenance':
      return doubt.provenance === 'host' ? 'not measured on an iPhone' : 'virtual numbers do not count';
    case 'stale':
      return 'measured too long ago';
    case 'tooFewLaunches':
      return 'too few launches for an interval';
    case 'crossesTarget':
      return 'the interval crosses the target';
    case 'otherDataset':
      return `the dataset was ${doubt.measured}, not ${doubt.wanted}`;
    case 'notCompared':
      return 'not compared with another build';
    case 'notReported':
      return 'the phones do not report it';
  }
}

/** `0 of 1,240, at most 0.24 %`. */
export function reliabilityText({
  faults,
  launches,
  atMost,
}: Pick<Reliability, 'faults' | 'launches' | 'atMost'>): string {
  return `${whole(faults)} of ${whole(launches)}, at most ${trimmed(100 * atMost, atMost < 0.01 ? 2 : 1)} %`;
}

/** `1.7 [0.4, 3] of 5 %, compared directly`, `6.1 [4, 8.2] of 5 %, 3 % of it waived, by a chain of 3 runs`. */
export function driftText({ usedPercent, interval, budgetPercent, waivedPercent, runIds, state }: DriftUse): string {
  const allowed = `${trimmed(budgetPercent)} %`;
  if (state === 'notApplicable') return `the phones do not report it; ${allowed} allowed`;
  if (usedPercent === null) return `not compared; ${allowed} allowed`;
  const isExact = interval === null || interval.lowPercent === interval.highPercent;
  const ends = isExact ? '' : ` [${trimmed(interval.lowPercent, 1)}, ${trimmed(interval.highPercent, 1)}]`;
  const waived = waivedPercent > 0 ? `, ${trimmed(waivedPercent, 1)} % of it waived` : '';
  return `${trimmed(usedPercent, 1)}${ends} of ${allowed}${waived}, ${restsOn(runIds.length)}`;
}

/** A comparison of both builds is better evidence than a sum of changes between them. */
function restsOn(runs: number): string {
  if (runs === 0) return 'as it is the pinned baseline';
  return runs === 1 ? 'compared directly' : `by a chain of ${count(runs, 'run')}`;
}

/** From where drift is counted. */
export function sinceText(pinned: Scorecard['pinned']): string {
  return pinned === null ? 'the build that it was compared with' : pinned.label;
}

/** `FastVLM v1.0: Inference latency misses its target.`; the word of the verdict stands before or above it. */
export function scorecardHeadline({ verdict, product, release, reasons }: Scorecard): string {
  const [first = ''] = reasons;
  switch (verdict) {
    case 'ship':
      return `${product} ${release} may ship: every target is met, and nothing is open.`;
    case 'hold':
    case 'undecided':
      return `${product} ${release}: ${first}`;
  }
}

/** What the gate's own errors are: `0 of 40 redrawn runs of an unchanged build failed, at most 7.2 %`. */
export function falseAlarmText(falseAlarms: NonNullable<Scorecard['coverage']['falseAlarms']>): string {
  const { failed, runs, atMost } = falseAlarms;
  return `${whole(failed)} of ${whole(runs)} redrawn runs of an unchanged build failed, at most ${percentText(atMost)}`;
}

export const EXTERNAL_WORDS: Readonly<Record<ExternalResult['state'], string>> = {
  met: 'Met',
  missed: 'Missed',
  missing: 'Not known',
};

/** `security.sarif is not there`, `17 of 18; open: Known limits`. */
export function externalText({ file, state, message }: ExternalResult): string {
  return state === 'missing' ? `${file} ${message}` : message;
}
