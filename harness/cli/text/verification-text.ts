import { count } from '#harness/text/numbers.ts';
import type { Run } from '#harness/domain/run.ts';
import type { UnlikeColumn } from '#harness/ports/store.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { hasSettings, JUDGING_RULES, type VerdictRecord } from '#harness/domain/verdict-record.ts';
import { compareCommand, reportCommand } from '#harness/text/commands.ts';
import { RUN_FILE } from '#harness/workflow/store/find-run.ts';
import { type Difference, settingsText } from '#harness/workflow/judge/verdict-differences.ts';
import type { Verification, VerifiedRecord } from '#harness/workflow/judge/verify-run.ts';
import { table } from './table.ts';
import { baselineRunId } from '#harness/domain/reference.ts';

/** What the person asked for, and what verifies it. */
type Asked = { readonly reference: string; readonly inStore: string; readonly version: string };

const UNSEEN =
  'verify takes launches and calibrations as they are stored: it cannot detect that they were altered, or measured on another phone than they name.\n';

/** The verdicts on a run beside those that its launches give today. */
export function verificationText({ run, records, file, withoutRun, columns }: Verification, asked: Asked): string {
  const note = withoutRun === null ? '' : `No ${RUN_FILE} in ${withoutRun}: launches are those of the store.\n`;
  const texts = records.map((each) =>
    each.kind === 'mismatch'
      ? `${mismatchText(each.record, run, file ?? 'The store')}\n`
      : verifiedText(each, run, asked),
  );
  return `${note}${texts.join('')}${columnsText(columns)}${UNSEEN}`;
}

/** What lists and searches show that the stored content does not say. */
function columnsText(columns: readonly UnlikeColumn[]): string {
  if (columns.length === 0) return '';
  const rows = columns.map(({ table: name, row, column, inColumn, inBody }) => [
    name,
    row,
    column,
    inColumn ?? 'nothing',
    inBody ?? 'nothing',
  ]);
  return (
    `${count(columns.length, 'column')} of the store ${columns.length === 1 ? 'differs' : 'differ'} from the content that it was taken from:\n` +
    table(['table', 'row', 'column', 'stored', 'content'], rows)
  );
}

/** Why verdicts are not those on the run. */
function mismatchText(record: VerdictRecord, run: Run, source: string): string {
  if (record.runId !== run.id) {
    return `${source} holds the verdicts on ${record.runId}; the run there is ${run.id}.`;
  }
  const own = baselineRunId(run) === null ? 'which has none that was stored' : `whose own is ${baselineRunId(run)}`;
  return `${source} names ${record.baselineRunId ?? 'none'} as the baseline of ${run.id}, ${own}.`;
}

function verifiedText(
  { record, runs, differences, policyToday, isByOtherRules }: Extract<VerifiedRecord, { readonly kind: 'verified' }>,
  run: Run,
  { reference, inStore, version }: Asked,
): string {
  const judgedAgain =
    record.baselineRunId === null || record.baselineRunId === baselineRunId(run)
      ? reportCommand(shellWord(reference), inStore)
      : compareCommand(shellWord(record.baselineRunId), shellWord(record.runId), inStore);
  const against = record.baselineRunId === null ? '' : ` against ${record.baselineRunId}`;
  const title = `${record.runId}${against}, judged ${record.judgedAt} by ${record.harness} under ${record.policy.id}: ${record.decision}\n`;
  const scope = scopeText(record, runs);
  const isPolicyAltered = differences.some(({ what }) => what === 'policy');
  const policyNote = isPolicyAltered ? '' : policyNoteOf(record, policyToday);
  if (differences.length === 0) return `${title}${scope}: all as stored\n${policyNote}`;
  const versions = isByOtherRules
    ? `Judged by rules ${record.rules} of version ${record.harness}, computed again by rules ${JUDGING_RULES} of version ${version}: the difference proves nothing. Judge it again with: ${judgedAgain}\n`
    : '';
  return (
    `${title}${scope}: ${count(differences.length, 'difference')}\n${policyNote}${versions}` +
    differencesTable(differences)
  );
}

/** `11 verdicts recomputed from 14 launches`; a second session has verdicts and launches of its own. */
export function scopeText({ verdicts, secondSession }: VerdictRecord, runs: readonly Run[]): string {
  const first = recomputedText(verdicts.length, runs);
  if (secondSession === undefined) return first;
  const second = recomputedText(
    secondSession.length,
    runs.slice(0, 1).flatMap((run) => run.secondSession ?? []),
  );
  return `${first}, and ${second} of the second session`;
}

function recomputedText(verdicts: number, parts: readonly Pick<Run, 'launches'>[]): string {
  const launches = parts.reduce((sum, { launches: own }) => sum + own.length, 0);
  return `${count(verdicts, 'verdict')} recomputed from ${count(launches, 'launch', 'launches')}`;
}

/** What is recorded beside what was computed again. */
export function differencesTable(differences: readonly Difference[]): string {
  const rows = differences.map(({ subject, passId, metric, what, stored, recomputed }) => [
    subject,
    passId,
    metric,
    what,
    stored ?? 'nothing',
    recomputed ?? 'nothing',
  ]);
  return table(['of', 'pass', 'metric', 'what', 'stored', 'recomputed'], rows);
}

/** Under which policy it was judged again, where that is not the one that has this name today. */
function policyNoteOf(
  { policy }: VerdictRecord,
  today: Extract<VerifiedRecord, { readonly kind: 'verified' }>['policyToday'],
): string {
  if (today === 'onlyName') {
    return `The record has only the name of its policy, so it was judged again under today's policy ${policy.id}.\n`;
  }
  if (today === 'same' || !hasSettings(policy)) return '';
  const now =
    today === 'none'
      ? `No policy is called ${policy.id} here today`
      : `Policy ${policy.id} has other settings here today`;
  return `${now}; it was judged again under the record's settings (${settingsText(policy)}).\n`;
}
