import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision, Reason } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { listed } from '#harness/text/lists.ts';
import { metricWord } from '#harness/text/names.ts';
import { count, whole } from '#harness/text/numbers.ts';
import { scaleFor } from '#harness/text/quantities.ts';
import { sentence } from '#harness/text/sentences.ts';
import type { Found } from './badness.ts';
import { buildsView } from './builds.ts';
import { claim, foundIn } from './claim.ts';
import { labelOf, marginOf } from './comparisons.ts';
import { judged, type Judged } from './judgement.ts';
import { changeParts } from './matrix.ts';
import { medianView } from './median-view.ts';
import { nameOfDevice } from './names.ts';
import { lengthChange } from './outputs.ts';
import { questionViews } from './questions.ts';
import { settingChanges } from '#harness/explain/setting-changes.ts';
import { isAbout } from '#harness/domain/is-about.ts';
import type { CellCount } from './matrix-view.ts';
import type { MeasureView, SummaryView } from './summary-view.ts';

/** More phones than this are left to the matrix. */
const MOST_MEASURES = 2;
/** More files that differ say nothing about where to look. */
const MOST_FILES = 3;

/** @param decided the decision as a sentence with all that it rests on */
export function summaryView(
  decision: Decision,
  assessment: Assessment,
  counts: readonly CellCount[],
  decided: string,
): SummaryView {
  const named = foundIn(decision.reasons, decision, assessment).filter(({ change }) => change !== null);
  const [worst] = named;
  const said = claim(decision, assessment);
  const measures = worst === undefined ? [] : measuresOf(worst, named, decision, assessment);
  const more = measures.length - MOST_MEASURES;
  return {
    claim: said,
    measures: measures.slice(0, MOST_MEASURES),
    moreMeasures: more > 0 ? count(more, 'more phone') : '',
    margin: worst === undefined ? '' : marginSentence(worst, decision, assessment),
    lead: worst !== undefined || decided === sentence(said) ? '' : decided,
    clue: clueOf(assessment),
    questions: questionViews(decision, assessment, counts),
    caveat: caveatOf(assessment),
  };
}

/** The phones of the claim's worst metric. */
function measuresOf(
  worst: Found,
  named: readonly Found[],
  decision: Decision,
  assessment: Assessment,
): readonly MeasureView[] {
  const { metric, passId } = worst;
  const of = named.filter((own) => own.metric === metric && own.passId === passId);
  const ids = new Set(of.flatMap((own) => ('deviceId' in own ? [own.deviceId] : own.deviceIds)));
  const phones = judged(assessment, decision).filter(
    (own) => own.metric === metric && own.passId === passId && ids.has(own.deviceId),
  );
  const isOneOfSeveral = new Set(named.map((own) => own.metric)).size > 1;
  return phones.map((own) => ({
    metric: isOneOfSeveral ? labelOf(metric, passId, assessment.suite) : '',
    ...mediansOf(own),
    where: nameOfDevice(own.deviceId, assessment),
  }));
}

function mediansOf({ metric, baseline, candidate }: Judged): Pick<MeasureView, 'before' | 'after'> {
  const [before, after] = [baseline.median, candidate.median];
  const scale = scaleFor(METRICS[metric].unit, Math.max(Math.abs(before.estimate), Math.abs(after.estimate)));
  return { before: medianView(before, scale).median, after: medianView(after, scale).median };
}

function marginSentence(worst: Found, decision: Decision, assessment: Assessment): string {
  const phases = decision.reasons.find(
    (reason) => isAbout(reason, worst) && 'phases' in reason && reason.phases.length > 0,
  );
  return `The margin is ${marginOf(worst, assessment)}.${phases === undefined ? '' : ` ${originText(phases, decision, assessment)}`}`;
}

/** Which parts of the metric got worse themselves, on the first phone that shows it. */
function originText(reason: Reason, decision: Decision, assessment: Assessment): string {
  if (!('phases' in reason)) return '';
  const ids = 'deviceIds' in reason ? reason.deviceIds : [reason.deviceId];
  const parts = reason.phases.map((phase) => {
    const moved = judged(assessment, decision).find(
      (own) => own.metric === phase && own.passId === reason.passId && ids.includes(own.deviceId),
    );
    return `${metricWord(phase)}${moved === undefined ? '' : ` ${changeParts(moved).change}`}`;
  });
  return `The ${parts.length === 1 ? 'part' : 'parts'} of it that got worse: ${listed(parts)}.`;
}

/** Mechanical: it names what differs and never claims a cause. */
function clueOf({ candidate, baseline }: Assessment): string {
  if (baseline === null || candidate.id === baseline.build.id) return '';
  const { modelFiles } = buildsView(candidate, baseline.build);
  const [now, before] = [candidate.identity, baseline.build.identity];
  const isSameExecutable = now.kind === 'ios' && before.kind === 'ios' && now.binaryUuid === before.binaryUuid;
  const names = modelFiles.map(({ name }) => name);
  if (names.length > MOST_FILES) return '';
  if (names.length === 0) return isSameExecutable ? '' : 'No model file differs, only the executable.';
  const files = `${names.length === 1 ? 'the model file' : 'the model files'} ${listed(names)}`;
  if (!isSameExecutable && now.kind !== 'host') return '';
  const paths = settingChanges(candidate, baseline.build).map(({ path }) => path);
  const at = names.length === 1 && paths.length > 0 && paths.length <= MOST_FILES ? `, at ${listed(paths)}` : '';
  return `Only ${files} ${names.length === 1 ? 'differs' : 'differ'}${at}.`;
}

/** Other answers are other work: what was timed while they were given cannot be read as it stands. */
function caveatOf({ answerChanges, comparisons }: Assessment): string {
  const isTimed = (passId: string): boolean =>
    comparisons.some((own) => own.passId === passId && METRICS[own.metric].answers !== 'none');
  const changed = answerChanges.filter(({ passId, changed: times }) => times > 0 && isTimed(passId));
  if (changed.length === 0) return '';
  const most = changed.reduce((a, b) => (b.changed / b.questions > a.changed / a.questions ? b : a));
  const length = lengthChange(most);
  return `Read times and energy with care: ${changed.length > 1 ? 'up to ' : ''}${whole(most.changed)} of ${count(most.questions, 'timed answer')} changed${length === '' ? '' : ` and ${most.changed === 1 ? 'is' : 'are'} ${length} on average`}.`;
}
