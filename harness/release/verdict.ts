import { count } from '#harness/text/numbers.ts';
import { listed } from '#harness/text/lists.ts';
import type { JudgedRun } from './judged-run.ts';
import { metricName } from '#harness/text/names.ts';
import { externalText } from '#harness/text/scorecard.ts';
import type { DriftUse, ExternalResult, CombinationScore, Scorecard, TargetCell } from '#harness/domain/scorecard.ts';

type Scored = Omit<Scorecard, 'verdict' | 'reasons' | 'next'>;

/**
 * May the release ship? It is held by a target that the deciding combination missed, by what fails the gate of any run, by a drift budget that
 * is used up and by a gate of another tool. It is undecided where something of that is not known: not proven, not measured, too old, from
 * phones that do not count, or in doubt.
 */
export function verdictOf(
  { release, combinations, regressions, drift, external, coverage }: Scored,
  runs: readonly JudgedRun[],
): Pick<Scorecard, 'verdict' | 'reasons'> {
  const deciding = combinations.filter(({ decides }) => decides);
  const [counted, ...others] = deciding.filter(({ counts }) => counts);
  const holds = [
    ...(counted === undefined ? [] : named('missed', counted)),
    ...others.flatMap((combination) => named('missed', combination, ` under ${combination.os}`)),
    ...foundIn(regressions),
    ...drift.filter(isOverspent).map(({ metric }) => `The drift budget of ${metricName(metric)} is used up.`),
    ...reasonsFrom('missed', external),
  ];
  const open = [
    ...(counted === undefined
      ? [whyNotCounted(deciding)]
      : [...withoutTargets(counted, release), ...named('notProven', counted), ...named('notMeasured', counted)]),
    ...lackingEvidence(coverage),
    ...runs
      .filter(({ decision }) => decision.kind === 'inconclusive')
      .filter(({ decision }) => decision.reasons.some(({ kind }) => kind !== 'virtual'))
      .map(({ run }) => `The gate of run ${run.id} is inconclusive.`),
    ...reasonsFrom('missing', external),
  ];
  if (holds.length > 0) return { verdict: 'hold', reasons: [...holds, ...open] };
  return open.length > 0 ? { verdict: 'undecided', reasons: open } : { verdict: 'ship', reasons: [] };
}

/** The first by name. */
function foundIn(regressions: Scored['regressions']): readonly string[] {
  const [first, ...others] = regressions;
  if (first === undefined) return [];
  const rest =
    others.length === 0
      ? ''
      : `, and ${count(others.length, 'more regression or fault', 'more regressions or faults')}`;
  return [`${first.message}${rest}.`];
}

/** Whether more was lost than the budget allows; a metric that was not compared is not overspent. */
export function isOverspent({ usedPercent, budgetPercent }: DriftUse): boolean {
  return usedPercent !== null && usedPercent > budgetPercent;
}

const WORDS = { missed: 'misses its target', notProven: 'is not proven', notMeasured: 'is not measured' } as const;

function named(standing: keyof typeof WORDS, { cells }: CombinationScore, where = ''): readonly string[] {
  const own = cells.filter((cell) => cell.bound !== null && cell.standing === standing).map(labelOf);
  if (own.length === 0) return [];
  const words = own.length === 1 ? WORDS[standing] : PLURAL[standing];
  return [`${listed(own)} ${words}${where}.`];
}

const LACKS = {
  missing: 'was not measured',
  stale: 'was measured too long ago',
  notCounted: 'was not measured on a physical iPhone',
} as const;

/** A suite that is named must have been measured; without a name any other evidence will do. */
function lackingEvidence({ expected }: Scored['coverage']): readonly string[] {
  return expected.flatMap(({ name, suite, standing }) =>
    suite === null || standing === 'measured' ? [] : [`${name} ${LACKS[standing]} with suite ${suite}.`],
  );
}

/** A release of which nothing is asked has shown nothing. */
function withoutTargets({ cells, variant, deviceName }: CombinationScore, release: string): readonly string[] {
  if (cells.some(({ bound }) => bound !== null)) return [];
  return [`The plan has no target of ${release} for ${variant} on ${deviceName}, which decides.`];
}

const PLURAL = { missed: 'miss their targets', notProven: 'are not proven', notMeasured: 'are not measured' } as const;

function labelOf({ target }: TargetCell): string {
  return target.label;
}

function whyNotCounted(deciding: readonly CombinationScore[]): string {
  const [combination] = deciding;
  if (combination === undefined) return 'The plan names no combination that decides.';
  const where = `${combination.variant} on ${combination.deviceName}, which decides,`;
  if (deciding.every(({ os }) => os === null)) return `${where} was not measured.`;
  if (deciding.every(({ isStale }) => isStale)) return `${where} was measured too long ago.`;
  return `${where} was not measured on a physical iPhone.`;
}

function reasonsFrom(state: ExternalResult['state'], external: readonly ExternalResult[]): readonly string[] {
  return external.filter((gate) => gate.state === state).map((gate) => `${gate.label}: ${externalText(gate)}.`);
}
