import { calibratedMargins } from '#harness/lab/calibrate/calibrated-margins.ts';
import { decidingCount } from '#harness/domain/deciding.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { type Device, phonesByModel } from '#harness/domain/device.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { count, percentText } from '#harness/text/numbers.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { bothStay } from '#harness/plan/both-stay.ts';
import { phonesOption, storeOption } from '#harness/workflow/bench-folder.ts';
import { labOptions } from '#harness/workflow/choose.ts';
import { deviceName } from '#harness/cli/text/device-name.ts';
import { faultText } from '#harness/cli/text/fault-text.ts';
import { minutesText } from '#harness/cli/text/minutes-text.ts';
import { orderText } from '#harness/cli/text/order-text.ts';
import { outlookText } from '#harness/cli/text/outlook-text.ts';
import { plannedCalibrations } from '#harness/workflow/planned-calibrations.ts';
import { type Meeting, plannedRun, type PlannedRun } from '#harness/workflow/preview-run.ts';
import { reachText } from '#harness/cli/text/reach-text.ts';
import { shortPlanText } from '#harness/cli/text/short-plan-text.ts';
import type { StartOptions } from '#harness/workflow/prepare-run.ts';
import { withStoreAtHand } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';

export type PlanOptions = StartOptions & {
  /** 0.5 to 1. */
  readonly power: number;
  /** In percent. */
  readonly change?: number;
  readonly minutes?: number;
  /** In percent. */
  readonly assumeSd?: number;
};

/** Says what a run would do, what it would cost and what it would find. Touches no phone. */
export async function planCommand(options: PlanOptions, world: World): Promise<ExitCode> {
  refuseContradictions(options);
  return withStoreAtHand<ExitCode>(options.store, world, async (store) => {
    const lab = await world.lab(labOptions(options, world.cwd));
    const { header, plan, meeting, baselineRun } = await plannedRun(options, lab, store, world);
    const calibrations = await plannedCalibrations(header, store);
    const why = whyNoForecast(header.suite, meeting);
    if (why === null) refuseUncalibrated(header, calibrations, options, world.cwd);
    world.terminal.write(orderText(header, plan, calibrations));
    world.terminal.write(shortPlanText(header, meeting, baselineRun));
    world.terminal.write(faultText(plan, meeting, baselineRun, options.power));
    if (why === null) writeFindings(header, calibrations, options, world);
    else world.terminal.write(`\n${why}\n`);
    return 0;
  });
}

/** Why it cannot be said what more blocks would find; null where it can. */
function whyNoForecast(suite: Suite, meeting: Meeting): string | null {
  if (meeting === 'alone') return 'Without a baseline nothing is compared: add --baseline to see what a run finds.';
  if (meeting === 'stored') {
    return "The baseline's .ipa is missing, so a run compares with its stored launches; what those can find is not planned.";
  }
  return suite.passes.some((pass) => calibratedMargins(pass, suite).length > 0)
    ? null
    : 'Nothing here varies by chance: no number of blocks finds more.';
}

/** Throws USAGE for --minutes where no phone is calibrated. */
function refuseUncalibrated(
  { suite, devices }: PlannedRun['header'],
  calibrations: readonly Calibration[],
  options: PlanOptions,
  cwd: string,
): void {
  const { minutes } = options;
  if (minutes === undefined || calibrations.length > 0) return;
  const names = devices.map(deviceName).join(', ');
  throw new BenchError(
    'USAGE',
    `${names}: not calibrated for ${titleOf(suite)}, so it is unknown what ${minutesText(minutes)} can find there.`,
    {
      remedy: `Measure how blocks differ and how long they take: ${calibrateCommand(devices, suite, options, cwd)}; or leave --minutes out.`,
    },
  );
}

function writeFindings(
  header: PlannedRun['header'],
  calibrations: readonly Calibration[],
  options: PlanOptions,
  world: World,
): void {
  const { suite, devices } = header;
  const deciding = decidingCount(header);
  const isKnown = ({ id }: Device): boolean => calibrations.some(({ deviceId }) => deviceId === id);
  const models = phonesByModel(devices);
  // An assumed spread is the same for all phones, so one model stands for all that have as many phones.
  const subjects =
    options.assumeSd === undefined
      ? models.filter((phones) => phones.some(isKnown))
      : [...new Map(models.map((phones) => [phones.length, phones])).values()];
  for (const phones of subjects) {
    const subject = {
      devices: phones,
      suite,
      calibrations: calibrations.filter(({ deviceId }) => phones.some(({ id }) => id === deviceId)),
      assumedSd: options.assumeSd === undefined ? null : Math.log1p(options.assumeSd / 100),
      deciding,
      bothStay: bothStay(header),
      power: options.power,
      columns: world.terminal.columns,
    };
    world.terminal.write(
      options.minutes === undefined
        ? outlookText({ ...subject, change: options.change === undefined ? null : options.change / 100 })
        : reachText({ ...subject, minutes: options.minutes }),
    );
  }
  if (subjects.length > 0) world.terminal.write(footnote(deciding, devices.length, options));
  if (options.assumeSd !== undefined) return;
  for (const isLikeOthers of [false, true]) {
    const unknown = models
      .filter((phones) => phones.some(isKnown) === isLikeOthers)
      .flatMap((phones) => phones.filter((device) => !isKnown(device)));
    if (unknown.length > 0) writeUncalibrated(unknown, isLikeOthers, suite, options, world);
  }
}

function writeUncalibrated(
  unknown: readonly Device[],
  isLikeOthers: boolean,
  suite: Suite,
  options: PlanOptions,
  world: World,
): void {
  const names = unknown.map(deviceName).join(', ');
  world.terminal.write(
    `\n${names}: not calibrated for ${titleOf(suite)}, ${isLikeOthers ? 'and taken to vary as the other phones of its model do' : 'so it is unknown what a run finds there'}.\n` +
      `  Measure how blocks differ:     ${calibrateCommand(unknown, suite, options, world.cwd)}\n` +
      // How long a block takes cannot be assumed.
      (options.minutes === undefined ? '  or assume it, in percent:      --assume-sd 4\n' : ''),
  );
}

function calibrateCommand(devices: readonly Device[], suite: Suite, options: PlanOptions, cwd: string): string {
  const named = devices.map(({ id }) => ` --device ${id}`).join('');
  return `fastvlm-bench calibrate --build app.ipa --suite ${suite.id}${named}${phonesOption(options, cwd)}${storeOption(options.store)}`;
}

function titleOf({ id, version }: Suite): string {
  return `${id} v${version}`;
}

function refuseContradictions({ change, minutes, assumeSd }: PlanOptions): void {
  if (change !== undefined && minutes !== undefined) {
    throw new BenchError('USAGE', '--change asks how long it takes, --minutes what is found in that time.', {
      remedy: 'Leave one of them out.',
    });
  }
  if (minutes !== undefined && assumeSd !== undefined) {
    throw new BenchError('USAGE', 'How long a block takes is not known where its spread is assumed.', {
      remedy: 'Leave --assume-sd out and calibrate, or leave --minutes out.',
    });
  }
}

function footnote(deciding: number, phones: number, { power, minutes }: PlanOptions): string {
  const each = 1 - (1 - power) / Math.max(1, deciding);
  const legend =
    minutes === undefined
      ? '"block" is how far the arms of a block differ as a comparison sees it, which trims wild launches from 8 blocks on.\n' +
        '"to show" and "to find" are blocks that are looked at once; "suite" is the mean number of blocks at its end and the share\n' +
        'of runs in which it has its answer, from 2,000 simulated ones.\n'
      : 'The time is planned for one look, after all of its blocks.\n';
  return (
    `\n${legend}${count(deciding, 'comparison')} on ${phones === 1 ? 'this phone' : `these ${phones} phones`} can fail the gate. ` +
    `For all to show an unchanged build unharmed in ${percentText(power)} of runs,\n` +
    `each is planned to do so in ${percentText(each)}. A change is planned to be found in ${percentText(power)} and to hold among all of them\n` +
    `(Holm: one-sided 5 % / ${deciding}).\n`
  );
}
