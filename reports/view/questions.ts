import { isSameCode } from '#harness/domain/build.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { canFail, findingsOf, isPassing } from '#harness/domain/deciding.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import { faultRatesText } from '#harness/text/fault-rates.ts';
import { listed } from '#harness/text/lists.ts';
import { count, whole } from '#harness/text/numbers.ts';
import { capital, readable, sentence } from '#harness/text/sentences.ts';
import { foundIn } from './claim.ts';
import { changeOf, marginOf } from './comparisons.ts';
import { tallies } from './headline.ts';
import type { CellCount, CellKind } from './matrix-view.ts';
import { STOPPED_EARLY } from './stopped-early.ts';
import type { QuestionView } from './summary-view.ts';
import { provenanceView } from './wording.ts';

/** Always the same four, so that a reader who has seen one report finds them in the next. */
export function questionViews(
  decision: Decision,
  assessment: Assessment,
  counts: readonly CellCount[],
): readonly QuestionView[] {
  return [
    { question: 'May it ship?', ...mayShip(decision, assessment) },
    { question: 'How sure?', ...howSure(decision, assessment) },
    { question: 'And the rest?', ...theRest(assessment, counts) },
    { question: 'Which phones?', ...whichPhones(assessment) },
  ];
}

type Answer = Pick<QuestionView, 'answer' | 'rest'>;

function mayShip(decision: Decision, assessment: Assessment): Answer {
  const policy = `policy “${readable(decision.policy.id, 60)}”`;
  if (decision.kind === 'inconclusive') {
    return { answer: 'Not yet.', rest: `${capital(policy)}: ${tallies(decision, assessment).join('; ')}.` };
  }
  if (decision.kind === 'fail') {
    const isFaulty = decision.reasons.some(({ kind }) => kind === 'productFault');
    const metrics = new Set(decision.reasons.flatMap((reason) => ('metric' in reason ? [reason.metric] : [])));
    const causes = [
      ...(isFaulty ? ['the candidate has product faults'] : []),
      ...(metrics.size > 0 ? [`${count(metrics.size, 'metric that decides', 'metrics that decide')} regressed`] : []),
    ];
    const why = causes.length === 0 ? tallies(decision, assessment).join('; ') : listed(causes);
    return { answer: 'No.', rest: `${capital(policy)} blocks: ${why}.` };
  }
  if (assessment.baseline === null) {
    return { answer: 'Not judged.', rest: 'There was no baseline, so nothing passed and nothing failed.' };
  }
  return { answer: 'Yes,', rest: `under ${policy}.` };
}

function howSure(decision: Decision, assessment: Assessment): Answer {
  const { stoppedEarly, baseline, candidate } = assessment;
  const isEarly = decision.kind === 'fail' && stoppedEarly !== undefined && stoppedEarly.launchesLeft > 0;
  const early = isEarly ? ` ${STOPPED_EARLY}` : '';
  const isTwice = decision.reasons.some((reason) => 'confirmation' in reason && reason.confirmation === 'confirmed');
  const again = isTwice ? ' A second session found it too.' : '';
  const [worst] = foundIn(decision.reasons, decision, assessment);
  if (decision.kind === 'fail' && worst !== undefined && worst.change !== null) {
    return {
      answer: 'Sure.',
      rest: `${changeOf(worst)} lies beyond the margin of ${marginOf(worst, assessment)}, and that holds among all comparisons of the run.${again}${early}`,
    };
  }
  if (decision.kind === 'fail') {
    return {
      answer: 'Sure.',
      rest: `${sentence(capital(readable(faultRatesText(assessment.faultRates), 300)))}${early}`,
    };
  }
  if (baseline === null) return { answer: 'One build', rest: 'alone: its medians and their intervals, and no change.' };
  if (isSameCode(baseline.build, candidate)) {
    return { answer: 'Sure:', rest: 'whatever differs comes from the lab, not from the build.' };
  }
  const deciding = findingsOf(assessment).filter(canFail);
  const unharmed = deciding.filter(({ verdict }) => isPassing(verdict)).length;
  const rest = deciding.length - unharmed;
  const shown = `${whole(unharmed)} of ${count(deciding.length, 'comparison that decides is', 'comparisons that decide are')} shown to be unharmed`;
  return rest === 0
    ? { answer: 'Sure.', rest: `${shown}.` }
    : { answer: `${capital(count(rest, 'doubt'))}.`, rest: `${shown}; the rest ${rest === 1 ? 'is' : 'are'} open.` };
}

function theRest(assessment: Assessment, counts: readonly CellCount[]): Answer {
  const { answerChanges, productFaults, baseline } = assessment;
  const of = (...kinds: readonly CellKind[]): number =>
    counts.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { times }) => sum + times, 0);
  const faults =
    productFaults.length === 0
      ? 'no crash, hang or broken result'
      : `${count(productFaults.length, 'product fault')} in all`;
  if (baseline === null) {
    const medians = count(assessment.summaries.length, 'median');
    return { answer: `${medians},`, rest: `and ${faults}.` };
  }
  const all = counts.reduce((sum, { times }) => sum + times, 0) - of('measured', 'notMeasured');
  const tallied = [
    `${whole(of('noRegression', 'improvement'))} of ${count(all, 'comparison is', 'comparisons are')} fine`,
    ...(of('inconclusive', 'unconfirmed') > 0 ? [`${whole(of('inconclusive', 'unconfirmed'))} undecided`] : []),
    ...(of('drift') > 0 ? [`${whole(of('drift'))} drifted`] : []),
    ...(of('waived') > 0 ? [`${whole(of('waived'))} waived`] : []),
    faults,
  ];
  const changed = answerChanges.filter((change) => change.changed > 0);
  if (answerChanges.length === 0) return { answer: 'No answers were compared.', rest: `${capital(listed(tallied))}.` };
  if (changed.length === 0) return { answer: 'Answers are identical.', rest: `${capital(listed(tallied))}.` };
  const most = changed.reduce((a, b) => (b.changed / b.questions > a.changed / a.questions ? b : a));
  return {
    answer: `${changed.length > 1 ? 'Up to ' : ''}${whole(most.changed)} of ${count(most.questions, 'answer')} changed.`,
    rest: `${capital(listed(tallied))}.`,
  };
}

function whichPhones({ devices, isComplete }: Assessment): Answer {
  const provenances = [...Map.groupBy(devices, ({ provenance }) => provenance)];
  const kinds = { physical: 'iPhones', virtual: 'Virtual phones', host: 'This machine' } as const;
  const names = provenances.map(([provenance, own]) =>
    provenances.length === 1 ? kinds[provenance] : `${own.length} ${provenance}`,
  );
  const { sentence: said } = provenanceView(provenanceOf(devices));
  const systems = [
    ...new Set(
      devices.map(({ platform, osVersion }) => `${platform === 'ios' ? 'iOS ' : ''}${readable(osVersion, 40)}`),
    ),
  ];
  return {
    answer: `${listed(names)}.`,
    rest: [
      `${listed(systems.slice(0, 3))}${systems.length > 3 ? ' and others' : ''}.`,
      ...(said === null ? [] : [said]),
      ...(isComplete ? [] : ['The run is incomplete: see the evidence.']),
    ].join(' '),
  };
}
