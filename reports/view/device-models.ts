import type { DeviceModelComparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { ABSENT, count } from '#harness/text/numbers.ts';
import { bare } from '#harness/text/quantities.ts';
import type { ModelRow, DeviceModelView } from './comparison-view.ts';
import { changeOf, confidenceOf, labelOf, marginOf, ordered } from './comparisons.ts';
import { type JudgedDeviceModel, judgedDeviceModels } from './judgement.ts';
import { nameOfDevice, nameOfDeviceModel } from './names.ts';
import { outputsMark } from './outputs.ts';
import { readable } from '#harness/text/sentences.ts';
import { betterWord } from './wording.ts';
import { probabilityText } from '#harness/text/chances.ts';
import { listed } from '#harness/text/lists.ts';

/** The phones of each model together, the models in the order of their first phone. */
export function deviceModelViews(assessment: Assessment, decision: Decision): readonly DeviceModelView[] {
  const comparisons = judgedDeviceModels(assessment, decision);
  return [...Map.groupBy(comparisons, ({ deviceModel }) => deviceModel)].map(([model, own]) => {
    const deviceIds = [...new Set(own.flatMap((comparison) => comparison.deviceIds))];
    return {
      model: readable(model, 60),
      title: nameOfDeviceModel(model, deviceIds, assessment),
      phones: listed(deviceIds.map((id) => nameOfDevice(id, assessment))),
      rows: ordered(own).map((comparison) => modelRow(comparison, deviceIds.length, assessment)),
    };
  });
}

export function modelRow(comparison: JudgedDeviceModel, phones: number, assessment: Assessment): ModelRow {
  const { suite, answerChanges } = assessment;
  const { metric, passId, change, evidence, severity, shown, deviceIds } = comparison;
  const some = deviceIds.length < phones ? ` (${deviceIds.length} of ${count(phones, 'phone')})` : '';
  return {
    metric,
    label: `${labelOf(metric, passId, suite)}${some}`,
    role: METRICS[metric].role,
    better: betterWord(METRICS[metric]),
    change: changeOf(comparison),
    confidence: confidenceOf(change),
    margin: marginOf(comparison, assessment),
    isBlocking: severity === 'block',
    verdict: shown,
    outputs: outputsMark(comparison, answerChanges),
    p: evidence.pRegression === null ? ABSENT : probabilityText(evidence.pRegression),
    ...agreementOf(comparison),
  };
}

/** Welch's F in words that claim no more than its p: how often phones that are alike would differ as much. */
function agreementOf({ heterogeneity, verdict }: DeviceModelComparison): Pick<ModelRow, 'agreement' | 'heterogeneity'> {
  if (heterogeneity === null) return { agreement: ABSENT, heterogeneity: '' };
  const { f, degreesOfFreedom, p } = heterogeneity;
  const plain = (value: number, decimals: number): string => bare(value, { unit: '', divisor: 1, decimals });
  const doDisagree = verdict.kind === 'inconclusive' && verdict.reason === 'unitsDisagree';
  return {
    agreement: `${chanceText(p)}${doDisagree ? ': they disagree' : ''}`,
    heterogeneity: `F(${plain(degreesOfFreedom.between, 0)}, ${plain(degreesOfFreedom.within, 1)}) ${plain(f, 2)}, p ${probabilityText(p)}`,
  };
}

function chanceText(p: number): string {
  if (p < 0.001) return 'in fewer than 1 of 1,000 runs';
  if (p < 0.0995) return `in ${Math.round(1000 * p)} of 1,000 runs`;
  return `in ${Math.min(99, Math.round(100 * p))} of 100 runs`;
}
