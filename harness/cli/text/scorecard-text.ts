import type { CombinationScore, Scorecard } from '#harness/domain/scorecard.ts';
import { metricName } from '#harness/text/names.ts';
import { roughDurationText } from '#harness/text/durations.ts';
import {
  boundText,
  cellText,
  combinationName,
  driftText,
  EXTERNAL_WORDS,
  externalText,
  falseAlarmText,
  osText,
  reliabilityText,
  scorecardHeadline,
  VERDICT_WORDS,
} from '#harness/text/scorecard.ts';
import { table } from './table.ts';

/** The decision, the targets, and what would change it; the pages have all parts. */
export function scorecardText(scorecard: Scorecard, columns: number | null): string {
  const { verdict, combinations, drift, reliability, external, next, coverage, candidate } = scorecard;
  const deciding = combinations.find(({ decides }) => decides);
  return [
    `${VERDICT_WORDS[verdict]}  ${scorecardHeadline(scorecard)}\n`,
    `Candidate ${candidate.version}; ${coverage.measured} of ${coverage.planned} that are expected are measured.\n`,
    coverage.missing.length === 0 ? '' : `Not measured: ${coverage.missing.join('; ')}.\n`,
    coverage.stale.length === 0 ? '' : `Too old: ${coverage.stale.join('; ')}.\n`,
    ...(deciding === undefined ? [] : [targetsText(deciding, columns)]),
    section(
      'Drift',
      drift.map((own) => [metricName(own.metric), driftText(own)]),
      columns,
    ),
    section(
      'Reliability',
      reliability.map((own) => [own.label, reliabilityText(own)]),
      columns,
    ),
    section(
      'Other gates',
      external.map((gate) => [gate.label, EXTERNAL_WORDS[gate.state], externalText(gate)]),
      columns,
    ),
    coverage.falseAlarms === null ? '' : `This gate: ${falseAlarmText(coverage.falseAlarms)}.\n`,
    section(
      'What would change it',
      next.map(({ what, deviceMs }) => [what, deviceMs === null ? 'no phone' : roughDurationText(deviceMs)]),
      columns,
    ),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function targetsText(combination: CombinationScore, columns: number | null): string {
  const { provenance, cells } = combination;
  const os = osText(combination);
  const where = `${combinationName(combination)}${os === '' ? '' : ` with ${os}`}`;
  const mark = provenance === null || provenance === 'physical' ? '' : ` (${provenance})`;
  const rows = cells.map((cell) => [
    cell.target.label,
    cell.bound === null ? '' : boundText(cell.target, cell.bound),
    cellText(cell),
  ]);
  return `${where}${mark}\n${table(['target', 'wanted', 'measured'], rows, columns)}`;
}

function section(title: string, rows: readonly (readonly string[])[], columns: number | null): string {
  if (rows.length === 0) return '';
  const [first = []] = rows;
  return table([title, ...first.slice(1).map(() => '')], rows, columns);
}
