import {
  CONFIDENCE,
  WORST_SESSION_EFFECT,
  WORST_UNIT_EFFECT,
  MIN_SESSIONS,
  ENOUGH_SESSIONS,
  PAIR_APART,
} from '#harness/compare/levels.ts';
import type { Method } from '#harness/domain/comparison.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { hodgesLehmannShift } from '#harness/stats/ranks/hodges-lehmann.ts';
import { mean, variance } from '#harness/stats/moments.ts';
import { median } from '#harness/stats/quantile.ts';
import { type BothOrders, inBothOrders } from '#harness/stats/sorted-values.ts';
import { type TInterval, tInterval, welchInterval } from '#harness/stats/intervals/t-interval.ts';
import { type Judgement, judgeEstimate, noJudgement } from './judgement.ts';
import type { Sample } from '#harness/compare/launches/launch-group.ts';
import { analysisValue, marginOn, type Scale, scaleOf } from './scale.ts';
import { readingError, readInSteps, stepOn } from './steps.ts';

/** What a calibration knows of the spread between sessions, on the analysis scale that it names. */
export type SessionSpread = { readonly sd: number; readonly degreesOfFreedom: number; readonly scale: Scale };

/** What is known of the stored sessions, besides their launches. */
type StoredSetting = {
  /** What a calibration of the device knows of the spread between sessions. */
  readonly spread?: SessionSpread | null;
  /** They are of another phone of its kind. */
  readonly isOtherUnit?: boolean;
  /** Theirs was the first session after idle and the candidate's was not, or the other way round. */
  readonly isUnlike?: boolean;
};

/**
 * The candidate's launches now against the baseline's of earlier sessions. The variance has three levels, session >
 * launch > iteration, and what is known of the first decides how: the spread of the means of at least four stored
 * sessions of the baseline build; else the spread that a calibration of the device found; else that of two or three
 * sessions with a prior; else, with one session and nothing known, Welch's interval widened at both ends by the worst
 * session effect, where a change smaller than margin and session effect together is `oneSession`. Launches of another
 * phone of the model are granted the worst unit effect besides: no session of theirs knows of it. A session that was the
 * first after idle where the candidate's was none, or the other way round, is granted the worst session effect in any case.
 *
 * @param sessions the baseline's launches, the session that the baseline names first
 */
export function compareStored(
  margin: Margin,
  sessions: readonly (readonly Sample[])[],
  candidate: readonly Sample[],
  { spread = null, isOtherUnit = false, isUnlike = false }: StoredSetting = {},
): Judgement {
  const scale = scaleOf(
    margin,
    [...sessions.flat(), ...candidate].map(({ value }) => value),
  );
  const onScale = (samples: readonly Sample[]): number[] => samples.map(({ value }) => analysisValue(scale, value));
  const [named = []] = sessions;
  const level = median(named.map((sample) => sample.value)) ?? 0;
  const limit = marginOn(scale, margin, level);
  const [before, now] = [onScale(named), onScale(candidate)];
  const n = Math.min(before.length, now.length);
  const welch = welchInterval(now, before, CONFIDENCE);
  if (welch === null || ![...before, ...now].every(Number.isFinite)) {
    return noJudgement(limit, 'tooFewLaunches', { n, method: 'welch-t' });
  }
  const valuesOf = (samples: readonly Sample[]): BothOrders => inBothOrders(samples.map(({ value }) => value));
  const step = stepOn(scale, margin.metric, { baseline: valuesOf(named), candidate: valuesOf(candidate) });
  const known = knownSpread(sessions.map(onScale), now, {
    welch,
    // A spread of logarithms says nothing of differences.
    calibrated: spread?.scale === scale ? spread : null,
    prior: effectOn(scale, level, PAIR_APART) / Math.SQRT2,
  });
  const worstSession = known === null || isUnlike ? effectOn(scale, level, WORST_SESSION_EFFECT) : 0;
  const worstUnit = isOtherUnit ? effectOn(scale, level, WORST_UNIT_EFFECT) : 0;
  return judgeEstimate({
    ...limit,
    n,
    method: known?.method ?? 'welch-t',
    interval: readInSteps(known?.interval ?? welch, step),
    sampled: known?.interval ?? welch,
    readingError: readingError(step),
    // Ranks of the launches know nothing of sessions; beside an interval that does they would only contradict it.
    exactP: null,
    lag1: 0,
    robust: known === null ? hodgesLehmannShift(now, before, CONFIDENCE) : null,
    sessionEffect: worstSession + worstUnit,
    step,
    isOtherUnit,
  });
}

type Known = { readonly interval: TInterval; readonly method: Method };

/**
 * The interval that knows of the spread between sessions; null where nothing does.
 *
 * @param prior standard deviation of sessions, on the analysis scale
 */
function knownSpread(
  sessions: readonly (readonly number[])[],
  now: readonly number[],
  {
    welch,
    calibrated,
    prior,
  }: { readonly welch: TInterval; readonly calibrated: SessionSpread | null; readonly prior: number },
): Known | null {
  const usable = sessions.filter((session) => session.length > 0 && session.every(Number.isFinite));
  if (usable.length >= ENOUGH_SESSIONS) return { interval: fromSessions(usable, now, null), method: 'sessions-t' };
  if (calibrated !== null) return { interval: withSpread(welch, calibrated), method: 'calibrated-t' };
  return usable.length < MIN_SESSIONS ? null : { interval: fromSessions(usable, now, prior), method: 'sessions-t' };
}

/**
 * The candidate's session as one more draw from the sessions: the interval of a prediction, mean ± t · s · √(1 + 1/K)
 * of the K session means. They vary at least as much as the noise of their launches makes them, however alike they came
 * out; a candidate with fewer launches than those sessions had is granted the noise that they lack.
 *
 * @param prior standard deviation of sessions, known to one degree of freedom; null where nothing is added to theirs
 */
function fromSessions(
  sessions: readonly (readonly number[])[],
  now: readonly number[],
  prior: number | null,
): TInterval {
  const means = sessions.flatMap((session) => mean(session) ?? []);
  const launches = sessions.reduce((sum, session) => sum + session.length, 0) / sessions.length;
  const withinSessions = mean(sessions.flatMap((session) => variance(session) ?? [])) ?? 0;
  const seen = variance(means) ?? 0;
  const freedom = means.length - 1;
  const spread = prior === null ? seen : (freedom * seen + prior ** 2) / (freedom + 1);
  const betweenMeans = Math.max(spread, withinSessions / launches);
  const missing = Math.max(0, (variance(now) ?? 0) * (1 / now.length - 1 / launches));
  const estimate = (mean(now) ?? 0) - (mean(means) ?? 0);
  const standardError = Math.sqrt(betweenMeans * (1 + 1 / means.length) + missing);
  return tInterval(estimate, standardError, prior === null ? freedom : freedom + 1, CONFIDENCE);
}

/**
 * Both arms are one session each, so that the variance between sessions counts twice; freedom by Satterthwaite (1946).
 */
function withSpread(welch: TInterval, { sd, degreesOfFreedom }: SessionSpread): TInterval {
  const [launches, sessions] = [welch.standardError ** 2, 2 * sd ** 2];
  const total = launches + sessions;
  if (total === 0) return welch;
  const freedom = total ** 2 / (launches ** 2 / welch.degreesOfFreedom + sessions ** 2 / degreesOfFreedom);
  return tInterval(welch.estimate, Math.sqrt(total), freedom, CONFIDENCE);
}

function effectOn(scale: Scale, baselineLevel: number, effect: number): number {
  return scale === 'relative' ? Math.log1p(effect) : effect * Math.abs(baselineLevel);
}
