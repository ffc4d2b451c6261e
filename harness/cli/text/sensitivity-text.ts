import { MIN_LAUNCHES } from '#harness/compare/levels.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count } from '#harness/text/numbers.ts';
import { marginText, roughText } from '#harness/text/quantities.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { sharedSpreads } from '#harness/lab/forecast/block-spread.ts';
import { type BlockCost, blocksWithin, passMinutes } from '#harness/plan/pass-time.ts';
import { type Sensitivity, sensitivityOf } from '#harness/lab/forecast/sensitivity.ts';
import { slowest, type Subject, subjectText } from './forecast-text.ts';
import { omittedText } from './table-notes.ts';
import { table } from './table.ts';
import { minutesText } from '#harness/text/durations.ts';

const HEADER = ['metric', 'gate', 'margin', 'shown to be within', 'found from'];

type TimedPass = { readonly pass: Pass; readonly calibrations: readonly Calibration[]; readonly cost: BlockCost };

/** What so many minutes of device time can say, metric by metric; no pass has more blocks than its suite plans. */
export function sensitivityText(subject: Subject & { readonly minutes: number }): string {
  const { suite, calibrations, minutes } = subject;
  const passes = suite.passes.flatMap((pass): readonly TimedPass[] => {
    const own = calibrations.filter(({ passId }) => passId === pass.id);
    const cost = slowest(own);
    return cost === undefined ? [] : [{ pass, calibrations: own, cost: { ...cost, bothStay: subject.bothStay } }];
  });
  const shares = blocksWithin(
    minutes,
    passes.map(({ pass: { protocol }, cost }) => ({
      ...cost,
      blocks: protocol.blocks,
      areFirstDiscarded: protocol.discardFirstLaunch,
    })),
  );
  const isLonger = passes.some(({ pass }, index) => (shares[index] ?? 0) > pass.protocol.blocks);
  const texts = passes.map((timed, index) => passText(subject, timed, shares[index] ?? 0));
  const rest = isLonger ? 'The rest of the time finds nothing more: that takes a suite with more blocks.\n' : '';
  return `\n${subjectText(subject)}\n${texts.join('')}${rest}`;
}

function passText(subject: Subject, { pass, calibrations, cost }: TimedPass, share: number): string {
  const planned = pass.protocol.blocks;
  const blocks = Math.min(share, planned);
  const minutes = minutesText(passMinutes(blocks, pass.protocol.discardFirstLaunch, cost));
  const ofPlanned = blocks === planned ? 'all that the suite plans' : `of ${planned} that the suite plans`;
  const title = `${pass.id}: ${count(blocks, 'block')} in ${minutes}, ${ofPlanned}`;
  if (blocks < MIN_LAUNCHES) return `${title}: too few for any verdict\n`;
  const target = { ...subject, phones: subject.devices.length };
  const sensitivities = sharedSpreads(calibrations, pass.protocol).flatMap(
    (spread) => sensitivityOf(spread, pass, subject.suite, target, blocks) ?? [],
  );
  const shown = sensitivities.map(({ metric }) => metric);
  const omitted = omittedText(pass, subject.suite, shown, { isAssumed: false, calibrations });
  return `${title}\n${table(HEADER, sensitivities.map(row), subject.columns)}${omitted}`;
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
