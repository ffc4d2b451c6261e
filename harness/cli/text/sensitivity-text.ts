import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count } from '#harness/text/numbers.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { marginText, roughText } from '#harness/text/quantities.ts';
import type { Sensitivity } from '#harness/lab/forecast/sensitivity.ts';
import { type Subject, type TimedPass, timedPasses } from '#harness/cli/forecasts.ts';
import { subjectText } from './forecast-text.ts';
import { omittedText } from './table-notes.ts';
import { table } from './table.ts';
import { minutesText } from '#harness/text/durations.ts';

const HEADER = ['metric', 'gate', 'margin', 'shown to be within', 'found from'];

/** What so many minutes of device time can say, metric by metric; no pass has more blocks than its suite plans. */
export function sensitivityText(
  subject: Subject & { readonly minutes: number; readonly columns: number | null },
): string {
  const passes = timedPasses(subject);
  const texts = passes.map((timed) => passText(timed, subject.suite, subject.columns));
  const rest = passes.some(({ isTimeLeft }) => isTimeLeft)
    ? 'The rest of the time finds nothing more: that takes a suite with more blocks.\n'
    : '';
  return `\n${subjectText(subject)}\n${texts.join('')}${rest}`;
}

function passText(
  { pass, calibrations, blocks, minutes, sensitivities }: TimedPass,
  suite: Suite,
  columns: number | null,
): string {
  const planned = pass.protocol.blocks;
  const ofPlanned = blocks === planned ? 'all that the suite plans' : `of ${planned} that the suite plans`;
  const title = `${pass.id}: ${count(blocks, 'block')} in ${minutesText(minutes)}, ${ofPlanned}`;
  if (sensitivities === null) return `${title}: too few for any verdict\n`;
  const shown = sensitivities.map(({ metric }) => metric);
  const omitted = omittedText(pass, suite, shown, { isAssumed: false, calibrations });
  return `${title}\n${table(HEADER, sensitivities.map(row), columns)}${omitted}`;
}

function row({ metric, scale, isDeciding, margin, shows, finds }: Sensitivity): readonly string[] {
  return [
    METRICS[metric].label,
    isDeciding ? 'decides' : '',
    marginText(margin, { metric, scale }),
    roughText(shows, { metric, scale }),
    roughText(finds, { metric, scale }),
  ];
}
