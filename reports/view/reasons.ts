import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision, MetricReason, Reason } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { changeOf, labelOf, marginOf } from './comparisons.ts';
import type { Fact, Tone } from './fact.ts';
import type { Found } from './badness.ts';
import { judged, judgedDeviceModels } from './judgement.ts';
import { nameOfDevice, nameOfDeviceModel } from './names.ts';
import { confirmationSentence } from './confirmation.ts';
import type { ReasonView } from './report-view.ts';
import { waiverText } from '#harness/text/waivers.ts';
import { capital, readable, sentence } from '#harness/text/sentences.ts';
import { isAbout } from '#harness/domain/is-about.ts';

type Title = { readonly title: string; readonly sign: string; readonly tone: Tone };

const REGRESSION: Title = { title: 'Regression', sign: '✕', tone: 'bad' };
const DRIFT: Title = { title: 'Drift', sign: '↘', tone: 'notice' };
const INCONCLUSIVE: Title = { title: 'Inconclusive', sign: '?', tone: 'unsure' };

/** What a reason says when no comparison stands behind it. */
const TITLES: Readonly<Record<Reason['kind'], Title>> = {
  regression: REGRESSION,
  deviceModelRegression: REGRESSION,
  drift: DRIFT,
  deviceModelDrift: DRIFT,
  inconclusive: INCONCLUSIVE,
  deviceModelInconclusive: INCONCLUSIVE,
  productFault: { title: 'Product fault', sign: '✕', tone: 'bad' },
  faultDoubt: { title: 'Product faults', sign: '?', tone: 'unsure' },
  virtual: { title: 'Virtual phones', sign: '?', tone: 'unsure' },
  noBaseline: { title: 'No baseline', sign: '○', tone: 'neutral' },
  incomplete: { title: 'Incomplete', sign: '?', tone: 'unsure' },
  notCompared: { title: 'Not compared', sign: '?', tone: 'unsure' },
  nothingCompared: { title: 'Nothing compared', sign: '?', tone: 'unsure' },
  nothingShown: { title: 'Nothing decided', sign: '?', tone: 'unsure' },
  shortPlan: { title: 'Too few blocks', sign: '?', tone: 'unsure' },
  stoppedEarly: { title: 'Stopped early', sign: '?', tone: 'unsure' },
  outputs: { title: 'Other answers', sign: '?', tone: 'unsure' },
  toolchain: { title: 'Other toolchain', sign: '○', tone: 'neutral' },
  fewLaunches: { title: 'Few launches', sign: '?', tone: 'unsure' },
  entitlements: { title: 'Other entitlements', sign: '?', tone: 'unsure' },
  sameCode: { title: 'Same code', sign: '=', tone: 'neutral' },
};

export function reasonViews(
  reasons: readonly Reason[],
  decision: Decision,
  assessment: Assessment,
): readonly ReasonView[] {
  const comparisons = judged(assessment, decision);
  const models = judgedDeviceModels(assessment, decision);
  const find = (reason: MetricReason): Found | undefined =>
    'deviceModel' in reason
      ? models.find((model) => isAbout(reason, model))
      : comparisons.find((comparison) => isAbout(reason, comparison));
  return reasons.map((reason): ReasonView => {
    const base = TITLES[reason.kind];
    const message = sentence(readable(reason.message, 1000));
    if (!('metric' in reason)) return { kind: reason.kind, ...base, where: null, detail: message, phases: [] };
    const found = find(reason);
    const word = found?.shown.kind === 'unconfirmed' || found?.shown.kind === 'waived' ? found.shown.word : base.title;
    return {
      kind: reason.kind,
      sign: base.sign,
      tone: base.tone,
      title: `${word}: ${labelOf(reason.metric, reason.passId, assessment.suite)}`,
      where: placeOf(reason, assessment),
      detail:
        found === undefined
          ? message
          : `${metricSentence(found, assessment)}${confirmationSentence(reason, assessment)}${waiverSentence(reason)}`,
      phases: reason.phases.map((phase): Fact => {
        const moved = find({ ...reason, metric: phase });
        return { label: METRICS[phase].label, value: moved === undefined ? '' : changeOf(moved) };
      }),
    };
  });
}

function placeOf(reason: MetricReason, assessment: Assessment): string {
  return 'deviceModel' in reason
    ? nameOfDeviceModel(reason.deviceModel, reason.deviceIds, assessment)
    : nameOfDevice(reason.deviceId, assessment);
}

/** What an explanation does not say already: that a waiver does not help. */
export function waiverSentence({ waiver }: Pick<MetricReason, 'waiver'>): string {
  if (waiver === undefined || waiver.state === 'waived' || waiver.state === 'mayExceed') return '';
  return ` ${sentence(capital(readable(waiverText(waiver), 600)))}`;
}

function metricSentence(found: Found, assessment: Assessment): string {
  const { better } = METRICS[found.metric];
  const numbers = found.change === null ? 'No interval' : changeOf(found);
  return `${numbers} against a margin of ${marginOf(found, assessment)} (${better} is better). ${found.shown.explanation}`;
}
