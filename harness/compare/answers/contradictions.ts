import type { Iteration } from '#harness/domain/measured.ts';
import { count } from '#harness/text/numbers.ts';
import { type AnswerPair, isSameText, unsteadyQuestions } from './answers.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';

/** So many different outputs do not all come to one text by chance, not even where a model hardly knows two words. */
const MANY = 8;

/**
 * Where tokens, texts and scores of the answers do not go together, one sentence each: between the builds, and within
 * each of them. Each is a broken detokeniser or post-processing, or an app that reports something else than it put out; none
 * of it is evidence that answers are equal.
 */
export function contradictions(pairs: readonly AnswerPair[], groups: readonly LaunchGroup[]): readonly string[] {
  const unsteady = new Set(groups.flatMap((group) => [...unsteadyQuestions(group)]));
  return [...betweenBuilds(pairs, unsteady), ...groups.flatMap(withinBuild)];
}

/** Where a build answers one question now rightly, now wrongly, its score is a mean that belongs to no text. */
function betweenBuilds(pairs: readonly AnswerPair[], unsteady: ReadonlySet<number>): readonly string[] {
  const answered = pairs.flatMap(({ baseline, candidate }) => (candidate === null ? [] : [{ baseline, candidate }]));
  const [same, other] = [answered.filter(hasSameTokens), answered.filter((pair) => !hasSameTokens(pair))];
  const torn = same.filter(({ baseline, candidate }) => !isSameText(baseline, candidate));
  const rescored = same.filter(
    (pair) => !torn.includes(pair) && !unsteady.has(pair.baseline.questionId) && hasOtherScore(pair),
  );
  const halfScored = answered.filter(
    ({ baseline, candidate }) => (baseline.score === null) !== (candidate.score === null),
  );
  const found: string[] = [];
  if (torn.length > 0) {
    found.push(`${ofAll(torn, answered)} have the same output tokens in both builds, but another text or length`);
  }
  if (rescored.length > 0)
    found.push(`${ofAll(rescored, answered)} have the same text in both builds, but another score`);
  if (other.length >= MANY && other.length === answered.length && other.every(hasSameText)) {
    found.push(`all ${answered.length} answers have the same text in both builds, but other output tokens`);
  }
  if (halfScored.length > 0) found.push(`${ofAll(halfScored, answered)} are scored for one build only`);
  return found;
}

function withinBuild({ armLaunches, launches }: LaunchGroup): readonly string[] {
  const answers = launches.flatMap(({ outcome }) => outcome.iterations.filter(({ phase }) => phase === 'measured'));
  const byTokens = [...Map.groupBy(answers, ({ tokenIdsSha256 }) => tokenIdsSha256).values()];
  const torn = byTokens.filter(([first, ...others]) => others.some((other) => first && !isSameText(first, other)));
  const texts = new Set(answers.map(({ answer }) => answer));
  const found: string[] = [];
  if (torn.length > 0) {
    found.push(
      `the ${armLaunches.arm} reports the same output tokens with different texts or lengths, for ${count(torn.length, 'output')}`,
    );
  }
  if (texts.size === 1 && byTokens.length >= MANY) {
    found.push(`the ${armLaunches.arm} reports ${byTokens.length} different outputs and the same text for all of them`);
  }
  return found;
}

type Answered = { readonly baseline: Iteration; readonly candidate: Iteration };

function hasSameTokens({ baseline, candidate }: Answered): boolean {
  return baseline.tokenIdsSha256 === candidate.tokenIdsSha256;
}

function hasSameText({ baseline, candidate }: Answered): boolean {
  return isSameText(baseline, candidate);
}

function hasOtherScore({ baseline, candidate }: Answered): boolean {
  return baseline.score !== null && candidate.score !== null && baseline.score !== candidate.score;
}

function ofAll(some: readonly Answered[], all: readonly Answered[]): string {
  return `${some.length} of ${all.length} answers`;
}
