import type { Comparison } from '#harness/domain/comparison.ts';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { byteSize, changeText, signedText } from '#harness/text/quantities.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { heatDuring, heatOf } from '#harness/domain/sustain.ts';
import type { Warning } from '#harness/domain/warning.ts';
import { isMeasured } from '#harness/domain/outcome.ts';
import { answersVary } from '#harness/compare/answers/answers.ts';
import { type Block, orderEffect } from '#harness/compare/change/blocks.ts';
import { warnInstallations } from '#harness/compare/comparability/installations.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';
import { changeOf } from '#harness/compare/change/scale.ts';
import { driftInsideLaunches } from '#harness/compare/launches/steadiness.ts';
import { type Unreadable, warnUnreadable } from '#harness/compare/answers/unreadable.ts';
import { listed } from '#harness/text/lists.ts';
import { count, percentText } from '#harness/text/numbers.ts';
import { capital } from '#harness/text/sentences.ts';

/** One device and pass with the arms that were measured there. */
export type DevicePass = {
  readonly deviceId: string;
  readonly deviceLabel: string;
  readonly passId: string;
  readonly metrics: readonly MetricId[];
  readonly groups: readonly LaunchGroup[];
  /** Metrics of the pass that at least one arm does not report. */
  readonly missing: readonly MetricId[];
  /** The blocks of each noisy metric that was compared block by block. */
  readonly blocks: ReadonlyMap<MetricId, readonly Block[]>;
  /** Where tokens, texts and scores of the answers do not go together. */
  readonly contradictions: readonly string[];
  readonly unreadable: Unreadable;
  readonly suite: Suite;
};

export function whereText({ deviceLabel, passId }: DevicePass): string {
  return `on ${deviceLabel}, pass ${passId}`;
}

/** Doubts about one device and pass. */
export function warnDevicePass(
  devicePass: DevicePass,
  answers: AnswerChange | null,
  comparisons: readonly Comparison[],
): readonly Warning[] {
  const where = whereText(devicePass);
  const { groups, unreadable } = devicePass;
  return [
    ...warnMissing(devicePass, where),
    ...warnAnswers(devicePass, answers, where),
    ...warnDrift(devicePass, where),
    ...warnConditions(devicePass, where),
    ...warnUnreadable(unreadable, groups, where),
    ...warnBlocks(devicePass, comparisons, where),
    ...groups.flatMap((group) => [...warnInstallations(group, where), ...warnLost(group, where)]),
  ];
}

function warnMissing({ missing }: DevicePass, where: string): readonly Warning[] {
  if (missing.length === 0) return [];
  const labels = missing.map((metric) => METRICS[metric].label).join(', ');
  return [{ code: 'runIncomplete', message: `No value in at least one arm ${where}: ${labels}.` }];
}

function warnAnswers(
  { contradictions, groups }: DevicePass,
  answers: AnswerChange | null,
  where: string,
): readonly Warning[] {
  const warnings: Warning[] = [];
  if (answers !== null && answers.changed > 0) {
    const message = `${answers.changed} of ${answers.questions} answers differ ${where}.`;
    warnings.push({ code: 'outputsChanged', message });
  }
  if (answers?.cutOff !== undefined) {
    const message = `${cutOffText(answers.cutOff)} ${where}.`;
    warnings.push({ code: 'answersCutOff', message });
  }
  for (const contradiction of contradictions) {
    warnings.push({ code: 'answersContradict', message: `${capital(where)}: ${contradiction}.` });
  }
  for (const group of groups.filter(answersVary)) {
    const message = `The ${group.armLaunches.arm} does not always answer the same question alike ${where}.`;
    warnings.push({ code: 'outputsChanged', message });
  }
  return warnings;
}

function warnDrift({ metrics, groups, suite }: DevicePass, where: string): readonly Warning[] {
  if (!metrics.includes('timeToFirstToken')) return [];
  const drift = driftInsideLaunches(groups, toleratedDrift(suite));
  if (drift === null) return [];
  const change = changeText(drift, { metric: 'timeToFirstToken', scale: 'relative' });
  const message = `In the median launch, time to first token changes by ${change} from the first third to the last ${where}.`;
  return [{ code: 'notSteady', message }];
}

/** What was not the same for all launches: heat, brightness, memory limit. */
function warnConditions({ metrics, groups, suite, passId }: DevicePass, where: string): readonly Warning[] {
  const warnings: Warning[] = [];
  const launches = groups.flatMap((group) => group.launches);
  const warm = launches.filter(isWarm).length;
  const protocol = suite.passes.find(({ id }) => id === passId)?.protocol;
  if (warm > 0 && (protocol === undefined || heatDuring(protocol) !== 'data')) {
    const message = `${warm} of ${launches.length} launches ran above nominal thermal state ${where}.`;
    warnings.push({ code: 'deviceWarm', message });
  }
  const brightness = launches.flatMap(({ outcome }) => outcome.display?.brightness ?? []);
  const [dimmest, brightest] = [Math.min(...brightness), Math.max(...brightness)];
  if (metrics.some((id) => METRICS[id].needs === 'energy') && brightest - dimmest > SAME_BRIGHTNESS) {
    const message = `The screen was at ${percentText(dimmest)} to ${percentText(brightest)} of its brightness ${where}.`;
    warnings.push({ code: 'brightnessDiffers', message });
  }
  const limits = [...new Set(launches.flatMap(({ outcome }) => outcome.memoryLimitBytes ?? []))];
  if (limits.length > 1) {
    const texts = limits.toSorted((a, b) => a - b).map(byteSize);
    const message = `The system let the app take ${listed(texts)}, which differs between launches, ${where}.`;
    warnings.push({ code: 'memoryLimitsDiffer', message });
  }
  return warnings;
}

/** Of the whole brightness: a smaller difference is how a screen reports one and the same. */
const SAME_BRIGHTNESS = 0.02;

/** Of many questions the first few are named. */
const MOST_QUESTIONS = 5;

function cutOffText(cutOff: NonNullable<AnswerChange['cutOff']>): string {
  const parts = (['candidate', 'baseline'] as const).flatMap((arm) => {
    const ids = cutOff[arm];
    if (ids.length === 0) return [];
    const more = ids.length - MOST_QUESTIONS;
    const named = [...ids.slice(0, MOST_QUESTIONS).map(String), ...(more > 0 ? [`${more} more`] : [])];
    return `the ${arm} alone cuts off ${count(ids.length, 'answer')} at the limit of tokens (${ids.length === 1 ? 'question' : 'questions'} ${listed(named)})`;
  });
  return capital(listed(parts));
}

/** Less than half of the margin inside a launch moves no verdict; suites without such a margin take a usual one. */
function toleratedDrift({ margins }: Suite): number {
  const percent = margins.find(({ metric }) => metric === 'timeToFirstToken')?.percent ?? USUAL_MARGIN_PERCENT;
  return percent / 100 / 2;
}

const USUAL_MARGIN_PERCENT = 5;

/** Doubts about the blocks: whether going second matters, and whether neighbours resemble each other. */
function warnBlocks(devicePass: DevicePass, comparisons: readonly Comparison[], where: string): readonly Warning[] {
  const effects = comparisons.flatMap(({ metric, scale }) => {
    const effect = orderEffect(scale, devicePass.blocks.get(metric) ?? []);
    return effect === null
      ? []
      : [`${METRICS[metric].label} ${signedText(changeOf(scale, effect), { metric, scale })}`];
  });
  const correlated = comparisons.filter(({ evidence }) => evidence.lag1 > 0);
  const warnings: Warning[] = [];
  if (effects.length > 0) {
    const message = `The launch that went second in a block differs, whichever build it was, ${where}: ${effects.join(', ')}.`;
    warnings.push({ code: 'orderEffect', message });
  }
  if (correlated.length > 0) {
    const labels = correlated.map(({ metric }) => METRICS[metric].label).join(', ');
    const message = `Neighbouring blocks resemble each other, so the intervals are wider, ${where}: ${labels}.`;
    warnings.push({ code: 'correlatedBlocks', message });
  }
  return warnings;
}

/** Launches that count for nothing are published by arm: an imbalance is a finding. */
function warnLost({ armLaunches, all: launches }: LaunchGroup, where: string): readonly Warning[] {
  const invalid = launches.flatMap(({ outcome }) => (outcome.kind === 'invalid' ? outcome.reason : []));
  const failed = launches.flatMap(({ outcome }) => (outcome.kind === 'failed' ? outcome.fault.code : []));
  const lost = (reasons: readonly string[]): string =>
    `${reasons.length} of ${launches.length} launches of the ${armLaunches.arm}`;
  const warnings: Warning[] = [];
  if (invalid.length > 0) {
    const message = `${lost(invalid)} were invalid ${where}: ${counted(invalid)}.`;
    warnings.push({ code: 'launchesInvalid', message });
  }
  if (failed.length > 0) {
    const message = `${lost(failed)} failed ${where}: ${counted(failed)}.`;
    warnings.push({ code: 'launchesFailed', message });
  }
  return warnings;
}

function counted(reasons: readonly string[]): string {
  return [...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => `${reason} ${all.length}`).join(', ');
}

function isWarm(launch: Launch): boolean {
  const isWarmBeside = [launch.before, launch.after].some((state) => (state?.thermal ?? 'nominal') !== 'nominal');
  return isWarmBeside || (isMeasured(launch) && heatOf(launch.outcome) !== null);
}
