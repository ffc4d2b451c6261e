import { isSameCode } from '#harness/domain/build.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { worseEnds } from '#harness/domain/deciding.ts';
import { type Decision, isUnconfirmed, type Reason } from '#harness/domain/decision.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import { forcedText } from '#harness/text/applicable.ts';
import { listed } from '#harness/text/lists.ts';
import { metricWord } from '#harness/text/names.ts';
import { count, whole } from '#harness/text/numbers.ts';
import { capital } from '#harness/text/sentences.ts';
import { isAbout } from '#harness/domain/is-about.ts';
import { type Found, worstMultiple } from './badness.ts';
import { worseWords } from './change-words.ts';
import { faultsOf, sortedDoubts, tallies } from './headline.ts';
import { judged, judgedDeviceModels } from './judgement.ts';
import { placesOf } from './places.ts';

/** A sentence with more metrics is too long to read aloud. */
const MOST_METRICS = 2;

/**
 * The decision as a sentence that can be read aloud: metric, direction, size and phones. It never says more than the rows
 * below it.
 */
export function claim(decision: Decision, assessment: Assessment): string {
  const { baseline, candidate, summaries } = assessment;
  if (baseline !== null && isSameCode(baseline.build, candidate)) return sameCode(decision, assessment);
  if (decision.kind === 'fail') return failed(decision, assessment);
  if (decision.kind === 'inconclusive') return undecided(decision, assessment);
  if (baseline !== null) return passed(decision, assessment);
  return summaries.length === 0 ? 'No launch of the candidate was measured' : 'Measured, compared with nothing';
}

/** What a decision's reasons about metrics are about, the worst first. */
export function foundIn(reasons: readonly Reason[], decision: Decision, assessment: Assessment): readonly Found[] {
  const all: readonly Found[] = [...judgedDeviceModels(assessment, decision), ...judged(assessment, decision)];
  return all
    .filter((found) => reasons.some((reason) => isAbout(reason, found)))
    .toSorted((a, b) => worstMultiple(b) - worstMultiple(a));
}

function failed(decision: Decision, assessment: Assessment): string {
  const regressed = foundIn(decision.reasons.filter(isRegression), decision, assessment);
  const isFaulty = decision.reasons.some(({ kind }) => kind === 'productFault');
  if (regressed.length === 0) {
    return isFaulty ? capital(faultsOf(assessment)) : capital(tallies(decision, assessment).join('; '));
  }
  const byMetric = [...Map.groupBy(regressed, ({ metric }) => metric).values()].slice(0, MOST_METRICS);
  const places = byMetric.map((own) => whereText(own, assessment));
  // Where all of it was found is said once.
  const parts = byMetric.map((own, at) => `${worseText(own)}${places[at] === places[at + 1] ? '' : ` ${places[at]}`}`);
  return capital(listed([...(isFaulty ? [faultsOf(assessment)] : []), ...parts]));
}

function isRegression({ kind }: Reason): boolean {
  return kind === 'regression' || kind === 'deviceModelRegression';
}

/** `vision encoder is 27 % slower`. */
function worseText(own: readonly Found[]): string {
  const [first] = own;
  if (first === undefined) return '';
  const estimates = own.flatMap(({ change }) => (change === null ? [] : [change.estimate]));
  return `${metricWord(first.metric)} ${worseWords(first, estimates)}`;
}

/** `on both phones`, `on iPhone 13, serious forced`. */
function whereText(own: readonly Found[], assessment: Assessment): string {
  return `${placesOf(own, assessment)}${stateText(own, assessment)}`;
}

/** The bad end of the interval, never the estimate: that is what is not ruled out. */
function undecided(decision: Decision, assessment: Assessment): string {
  const worst = foundIn(decision.reasons.filter(isDoubtful), decision, assessment).find(
    ({ change }) => change !== null,
  );
  const once = foundIn(decision.reasons.filter(isUnconfirmed), decision, assessment).slice(0, 1);
  if (once.length > 0)
    return capital(`${worseText(once)} ${whereText(once, assessment)}, which no second session confirms`);
  const others = decision.reasons.filter(({ kind }) => kind === 'incomplete' || kind === 'stoppedEarly');
  const [end = 0] = worst === undefined ? [] : worseEnds(worst).toSorted((a, b) => b - a);
  if (worst === undefined || end <= 0 || others.length > 0) {
    return capital(tallies(decision, assessment)[0] ?? 'No reason was recorded');
  }
  const words = worseWords(worst, [towardsWorse(worst.metric, end)]).replace(/^(is|takes) /, (_, verb: string) =>
    verb === 'is' ? 'may be up to ' : 'may take up to ',
  );
  return `Not proven either way: ${metricWord(worst.metric)} ${words} ${whereText([worst], assessment)}`;
}

/** Under a forced state a phone is another phone; nothing where all of it was found under the real one. */
function stateText(found: readonly Found[], { suite }: Assessment): string {
  const ids = new Set(found.map(({ passId }) => passId));
  const texts = suite.passes.filter(({ id }) => ids.has(id)).flatMap(({ protocol }) => forcedText(protocol) ?? []);
  return texts.length === 0 ? '' : `, ${listed([...new Set(texts)])}`;
}

function isDoubtful({ kind }: Reason): boolean {
  return kind === 'inconclusive' || kind === 'deviceModelInconclusive';
}

function passed(decision: Decision, assessment: Assessment): string {
  const all: readonly Found[] = [...judgedDeviceModels(assessment, decision), ...judged(assessment, decision)];
  const isNoted = all.some(({ shown }) => shown.kind === 'regression');
  const isWaived = all.some(({ shown }) => shown.kind === 'waived');
  const { once, unsure } = sortedDoubts(decision, assessment);
  const of = isNoted ? ' of a metric that decides' : isWaived ? ' but what is waived' : '';
  const open = [
    ...(once === 0 ? [] : [`, ${whole(once)} unconfirmed`]),
    ...(unsure === 0 ? [] : [`, ${count(unsure, 'comparison', 'comparisons')} undecided`]),
  ];
  return `No ${once === 0 ? '' : 'confirmed '}regression${of} ${placesOf(all, assessment)}${open.join('')}`;
}

/** Of the same code the sentence claims nothing about speed: whatever differs comes from the lab. */
function sameCode({ kind }: Decision, { candidate, answerChanges }: Assessment): string {
  const areAnswersSame = answerChanges.length > 0 && answerChanges.every(({ changed }) => changed === 0);
  const what = candidate.platform === 'host' ? 'same model files' : 'same executable, same models';
  if (kind === 'pass' && areAnswersSame) return `Nothing changed: ${what}, same answers`;
  return `${capital(what.replace(', same', ' and'))} as the baseline`;
}
