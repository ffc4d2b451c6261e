import { deviceModelOf } from '#harness/domain/device-model-of.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Decision, Reason } from '#harness/domain/decision.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { readable, sentence } from '#harness/text/sentences.ts';
import { isAbout } from '#harness/domain/is-about.ts';
import { changeOf, labelOf, marginOf } from './comparisons.ts';
import type { Found } from './badness.ts';
import { judged, judgedDeviceModels } from './judgement.ts';
import { confirmationSentence } from './confirmation.ts';
import { markedMargin } from './marks.ts';
import { nameOfDevice, nameOfDeviceModel } from './names.ts';
import { reasonViews } from './reasons.ts';

/** A comparison, or a reason that is about no metric, as a program shows it that knows only tests. */
export type TestCaseView = {
  /** The phone, or the phones of a model, it is about; `gate` where it is about the whole run. */
  readonly group: string;
  readonly name: string;
  /** The candidate's median to six digits, of a metric that is a time of one phone; null for any other. */
  readonly seconds: number | null;
  /**
   * `failed`: it fails the gate. `undecided`: it keeps the gate from passing. `skipped`: it decides nothing, but somebody may want
   * to know of it.
   */
  readonly result: 'passed' | 'failed' | 'undecided' | 'skipped';
  /** A word for the kind of result: `Regression`; empty where it passed. */
  readonly type: string;
  readonly message: string;
  /** What it is about, whatever the language of its name: a metric and its pass, or the kind of a reason. */
  readonly subject: { readonly metric: MetricId; readonly passId: string } | { readonly reason: Reason['kind'] };
};

/**
 * Something failed where the gate fails, and only there; something is undecided where it is inconclusive, and only there. Phones
 * of a model that decide together are one case.
 */
export function testCases(input: ReportInput): readonly TestCaseView[] {
  const { assessment, decision } = input;
  const alone = judged(assessment, decision).filter((own) => deviceModelOf(own, assessment) === undefined);
  const findings: readonly Found[] = [...judgedDeviceModels(assessment, decision), ...alone];
  const cases = findings.map((found) => caseOf(found, input));
  const isCovered = (reason: Reason): boolean => findings.some((found) => isAbout(reason, found));
  const rest = decision.reasons.filter((reason) => !isCovered(reason));
  const others = rest.flatMap((reason) =>
    reasonViews([reason], decision, assessment).map(({ title, where, detail }): TestCaseView => ({
      group: where ?? 'gate',
      name: title,
      seconds: null,
      result: failureOf(decision),
      type: title,
      message: detail,
      subject: { reason: reason.kind },
    })),
  );
  return cases.length + others.length > 0 ? [...others, ...cases] : [measuredAlone(input)];
}

function caseOf(found: Found, { assessment, decision }: ReportInput): TestCaseView {
  const { shown, metric, passId } = found;
  const isPhone = 'deviceId' in found;
  const reason = decision.reasons.find((own) => isAbout(own, found));
  const decides = reason !== undefined;
  const again = reason === undefined ? '' : confirmationSentence(reason, assessment);
  const isWorthKnowing = ['regression', 'unconfirmed', 'waived', 'inconclusive'].includes(shown.kind);
  const result = decides ? failureOf(decision) : isWorthKnowing ? 'skipped' : 'passed';
  const change = found.change === null ? 'no interval' : changeOf(found);
  const margin = markedMargin({ margin: marginOf(found, assessment), isBlocking: found.severity === 'block' });
  return {
    group: isPhone
      ? nameOfDevice(found.deviceId, assessment)
      : nameOfDeviceModel(found.deviceModel, found.deviceIds, assessment),
    name: labelOf(metric, passId, assessment.suite),
    seconds:
      isPhone && METRICS[metric].unit === 'ms' ? Number((found.candidate.median.estimate / 1000).toPrecision(6)) : null,
    result,
    type: result === 'passed' ? '' : shown.word,
    message: sentence(`${change}, margin ${margin}. ${shown.explanation}${again}`),
    subject: { metric, passId },
  };
}

function failureOf({ kind }: Decision): 'failed' | 'undecided' {
  return kind === 'fail' ? 'failed' : 'undecided';
}

function measuredAlone({ decision }: ReportInput): TestCaseView {
  const [note] = decision.notes;
  const message = sentence(readable(note?.message ?? 'Nothing was compared.', 1000));
  const subject = { reason: note?.kind ?? 'noBaseline' };
  return { group: 'gate', name: 'Measured', seconds: null, result: 'skipped', type: 'Measured', message, subject };
}
