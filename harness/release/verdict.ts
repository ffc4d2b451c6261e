import { isUnconfirmed } from '#harness/domain/decision.ts';
import { count } from '#harness/text/numbers.ts';
import { listed } from '#harness/text/lists.ts';
import type { JudgedRun } from './judged-run.ts';
import { metricName } from '#harness/text/names.ts';
import { momentText } from '#harness/text/moments.ts';
import { combinationName, doubtText, driftText, externalText, sinceText } from '#harness/text/scorecard.ts';
import type { DriftUse, ExternalResult, CombinationScore, Scorecard } from '#harness/domain/scorecard.ts';

type Scored = Omit<Scorecard, 'verdict' | 'reasons' | 'next'>;

/**
 * May the release ship? It is held by a target that the deciding combination missed, by what fails the gate of any run, by a drift
 * budget that is used up and by a gate of another tool. It is undecided where something of that is not known: not proven, not
 * measured, too old, from phones that do not count, or in doubt.
 *
 * @param between other runs that drift may be counted by
 */
export function verdictOf(
  { release, combinations, regressions, drift, pinned, madeAt, external, coverage }: Scored,
  runs: readonly JudgedRun[],
  between: readonly JudgedRun[],
): Pick<Scorecard, 'verdict' | 'reasons'> {
  const links = between.filter(({ run }) => drift.some(({ runIds }) => runIds.includes(run.id)));
  const deciding = combinations.filter(({ decides }) => decides);
  const [counted, ...others] = deciding.filter(({ counts }) => counts);
  const holds = [
    ...(counted === undefined ? [] : named('missed', counted)),
    ...others.flatMap((combination) => named('missed', combination, ` under ${combination.os}`)),
    ...foundIn(regressions),
    ...drift.filter(({ state }) => state === 'over').map((own) => driftSentence(own, pinned, 'is used up')),
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
      .map(inconclusiveSentence),
    ...drift.filter(({ state }) => state === 'open').map((own) => driftSentence(own, pinned, 'may be used up')),
    ...(counted === undefined ? [] : notCompared(drift, pinned)),
    ...datedAhead([...runs, ...links], Date.parse(madeAt)),
    ...reasonsFrom('missing', external),
  ];
  if (holds.length > 0) return { verdict: 'hold', reasons: [...holds, ...open] };
  return open.length > 0 ? { verdict: 'undecided', reasons: open } : { verdict: 'ship', reasons: [] };
}

/** A regression that no second session confirmed is no doubt like others: it is named. */
function inconclusiveSentence({ run, decision }: JudgedRun): string {
  const unconfirmed = decision.reasons.find(isUnconfirmed);
  const why = unconfirmed === undefined ? '' : `: ${unconfirmed.message}`;
  return `The gate of run ${run.id} is inconclusive${why}.`;
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

function driftSentence(use: DriftUse, pinned: Scorecard['pinned'], what: string): string {
  return `The drift budget of ${metricName(use.metric)} ${what}: ${driftText(use)} since ${sinceText(pinned)}.`;
}

/** A budget that nothing was counted against has shown nothing. */
function notCompared(drift: readonly DriftUse[], pinned: Scorecard['pinned']): readonly string[] {
  const metrics = drift.filter(({ state }) => state === 'notCompared').map(({ metric }) => metricName(metric));
  if (metrics.length === 0) return [];
  const [budget, is, them] = metrics.length === 1 ? ['budget', 'is', 'it'] : ['budgets', 'are', 'them'];
  const whom = pinned === null ? 'an older build' : pinned.label;
  return [`The drift ${budget} of ${listed(metrics)} ${is} not known: no run compares ${them} with ${whom}.`];
}

/** Clocks of machines differ by less; Kerberos allows as much. */
const MOST_CLOCK_SKEW_MS = 5 * 60_000;

/** What ends after now has no age: it would never be too old. */
function datedAhead(runs: readonly JudgedRun[], nowMs: number): readonly string[] {
  const [first, ...others] = runs.filter(({ run }) => Date.parse(run.endedAt) - nowMs > MOST_CLOCK_SKEW_MS);
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` (and ${count(others.length, 'other run')})`;
  return [
    `Run ${first.run.id}${more} is dated ${momentText(first.run.endedAt)}, which is in the future: set the clock of its lab, and measure again.`,
  ];
}

const WORDS = { missed: 'misses its target', notProven: 'is not proven', notMeasured: 'is not measured' } as const;

function named(standing: keyof typeof WORDS, { cells }: CombinationScore, where = ''): readonly string[] {
  const own = cells.filter((cell) => cell.bound !== null && cell.standing === standing);
  const byDoubt = Map.groupBy(own, ({ doubt }) => (doubt === null ? '' : ` (${doubtText(doubt)})`));
  return [...byDoubt].map(([why, alike]) => {
    const words = alike.length === 1 ? WORDS[standing] : PLURAL[standing];
    return `${listed(alike.map(({ target }) => target.label))} ${words}${where}${why}.`;
  });
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
function withoutTargets(combination: CombinationScore, release: string): readonly string[] {
  if (combination.cells.some(({ bound }) => bound !== null)) return [];
  return [`The plan has no target of ${release} for ${combinationName(combination)}, which decides.`];
}

const PLURAL = { missed: 'miss their targets', notProven: 'are not proven', notMeasured: 'are not measured' } as const;

function whyNotCounted(deciding: readonly CombinationScore[]): string {
  const [combination] = deciding;
  if (combination === undefined) return 'The plan names no combination that decides.';
  const where = `${combinationName(combination)}, which decides,`;
  if (deciding.every(({ os }) => os === null)) return `${where} was not measured.`;
  if (deciding.every(({ isStale }) => isStale)) return `${where} was measured too long ago.`;
  return `${where} was not measured on a physical iPhone.`;
}

function reasonsFrom(state: ExternalResult['state'], external: readonly ExternalResult[]): readonly string[] {
  return external.filter((gate) => gate.state === state).map((gate) => `${gate.label}: ${externalText(gate)}.`);
}
