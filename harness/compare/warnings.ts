import { WORST_UNIT_EFFECT } from './levels.ts';
import type { AnswerChange, Comparison } from '#harness/domain/comparison.ts';
import type { Provenance } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { byteSize, changeText, signedText } from '#harness/text/quantities.ts';
import { type Run, provenanceOf } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { heatDuring, heatOf } from '#harness/domain/sustain.ts';
import type { Warning } from '#harness/domain/warning.ts';
import { isMeasured } from '#harness/domain/outcome.ts';
import { answersVary } from '#harness/compare/answers/answers.ts';
import { type Block, orderEffect } from '#harness/compare/change/blocks.ts';
import { differences } from '#harness/compare/comparability/comparability.ts';
import { environmentDifferences } from '#harness/compare/comparability/environments.ts';
import { warnIdleSessions } from '#harness/compare/comparability/idle-sessions.ts';
import { installationDifferences, warnInstallations } from '#harness/compare/comparability/installations.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';
import { changeOf } from '#harness/compare/change/scale.ts';
import type { Arms } from '#harness/compare/launches/arms.ts';
import { driftInsideLaunches } from '#harness/compare/launches/steadiness.ts';
import { supplyDifferences } from '#harness/compare/comparability/supplies.ts';
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

const NOT_PHYSICAL: Readonly<Record<Provenance, readonly Warning[]>> = {
  physical: [],
  virtual: [
    {
      code: 'virtualProvenance',
      message: 'Measured on virtual phones: the numbers say nothing about an iPhone.',
    },
  ],
  host: [
    {
      code: 'hostProvenance',
      message: 'Measured on the machine of the harness: times and memory say nothing about an iPhone.',
    },
  ],
};

/** Doubts about the run as a whole, most far-reaching first. */
export function warnRun(run: Run, baselineRun: Run | null, arms: Arms): Warning[] {
  const warnings: Warning[] = [];
  warnings.push(...NOT_PHYSICAL[provenanceOf(run.devices)]);
  if (arms.baseline?.build.id === run.candidate.id) {
    const message = 'Both arms are the same build: this is an A/A comparison.';
    warnings.push({ code: 'sameBuild', message });
  }
  if (arms.baseline?.design === 'stored' && baselineRun !== null) {
    const message =
      'The baseline was measured in an earlier session: how far sessions lie apart counts against every change.';
    warnings.push({ code: 'storedBaseline', message });
    for (const { device, counterpart } of arms.baseline.otherUnits) {
      const message = `${device.label} (${device.id}) is compared with launches of ${counterpart.label} (${counterpart.id}): two phones of one model may differ by ${100 * WORST_UNIT_EFFECT} %.`;
      warnings.push({ code: 'otherUnit', message });
    }
    const list = [
      ...differences(run, baselineRun),
      ...supplyDifferences(run, baselineRun),
      ...installationDifferences(run, baselineRun),
    ];
    if (list.length > 0) warnings.push({ code: 'comparabilityRelaxed', message: list.join(' ') });
    for (const message of environmentDifferences(run, baselineRun)) warnings.push({ code: 'otherTools', message });
    warnings.push(...run.devices.flatMap(({ id, label }) => warnIdleSessions(arms, id, `on ${label}`)));
  }
  if (!run.isComplete) {
    const lost = run.lost ?? [];
    const reasons = lost.map(({ deviceId, message }) => `${deviceId} was not measured to the end: ${message}`);
    const message = reasons.join(' ') || 'A phone was not measured to the end: some planned launches are missing.';
    warnings.push({ code: 'runIncomplete', message });
  }
  return warnings;
}

export function whereText({ deviceLabel, passId }: DevicePass): string {
  return `on ${deviceLabel}, pass ${passId}`;
}

/** Doubts about one device and pass. */
export function warnDevicePass(
  devicePass: DevicePass,
  answers: AnswerChange | null,
  comparisons: readonly Comparison[],
): Warning[] {
  const where = whereText(devicePass);
  const warnings: Warning[] = [];
  if (devicePass.missing.length > 0) {
    const labels = devicePass.missing.map((metric) => METRICS[metric].label).join(', ');
    warnings.push({ code: 'runIncomplete', message: `No value in at least one arm ${where}: ${labels}.` });
  }
  if (answers !== null && answers.changed > 0) {
    const message = `${answers.changed} of ${answers.questions} answers differ ${where}.`;
    warnings.push({ code: 'outputsChanged', message });
  }
  if (answers?.cutOff !== undefined) {
    const message = `${cutOffText(answers.cutOff)} ${where}.`;
    warnings.push({ code: 'answersCutOff', message });
  }
  for (const contradiction of devicePass.contradictions) {
    warnings.push({ code: 'answersContradict', message: `${capital(where)}: ${contradiction}.` });
  }
  for (const group of devicePass.groups) {
    if (!answersVary(group)) continue;
    const message = `The ${group.armLaunches.arm} does not always answer the same question alike ${where}.`;
    warnings.push({ code: 'outputsChanged', message });
  }
  const drift = devicePass.metrics.includes('timeToFirstToken')
    ? driftInsideLaunches(devicePass.groups, toleratedDrift(devicePass.suite))
    : null;
  if (drift !== null) {
    const change = changeText(drift, { metric: 'timeToFirstToken', scale: 'relative' });
    const message = `In the median launch, time to first token changes by ${change} from the first third to the last ${where}.`;
    warnings.push({ code: 'notSteady', message });
  }
  const launches = devicePass.groups.flatMap((group) => group.launches);
  const warm = launches.filter(isWarm).length;
  const protocol = devicePass.suite.passes.find(({ id }) => id === devicePass.passId)?.protocol;
  if (warm > 0 && (protocol === undefined || heatDuring(protocol) !== 'data')) {
    const message = `${warm} of ${launches.length} launches ran above nominal thermal state ${where}.`;
    warnings.push({ code: 'deviceWarm', message });
  }
  const brightness = launches.flatMap(({ outcome }) => outcome.display?.brightness ?? []);
  const [dimmest, brightest] = [Math.min(...brightness), Math.max(...brightness)];
  if (devicePass.metrics.some((id) => METRICS[id].needs === 'energy') && brightest - dimmest > SAME_BRIGHTNESS) {
    const message = `The screen was at ${percentText(dimmest)} to ${percentText(brightest)} of its brightness ${where}.`;
    warnings.push({ code: 'brightnessDiffers', message });
  }
  const limits = [...new Set(launches.flatMap(({ outcome }) => outcome.memoryLimitBytes ?? []))].toSorted(
    (a, b) => a - b,
  );
  if (limits.length > 1) {
    const message = `The system let the app take ${listed(limits.map(byteSize))}, which differs between launches, ${where}.`;
    warnings.push({ code: 'memoryLimitsDiffer', message });
  }
  return [
    ...warnings,
    ...warnUnreadable(devicePass.unreadable, devicePass.groups, where),
    ...warnBlocks(devicePass, comparisons, where),
    ...devicePass.groups.flatMap((group) => [...warnInstallations(group, where), ...warnLost(group, where)]),
  ];
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
function warnBlocks(devicePass: DevicePass, comparisons: readonly Comparison[], where: string): Warning[] {
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
function warnLost({ armLaunches, all: launches }: LaunchGroup, where: string): Warning[] {
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
