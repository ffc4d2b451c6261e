/** What a planned run would find: the numbers behind the tables of `plan`, and behind its JSON. */
import { MIN_LAUNCHES } from '#harness/compare/levels.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { decidingCount } from '#harness/domain/deciding.ts';
import { type Device, phonesByModel } from '#harness/domain/device.ts';
import { suiteToPass } from '#harness/domain/launches-to-pass.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import { assumedSpreads, sharedSpreads } from '#harness/lab/forecast/block-spread.ts';
import { forecastOf, type MetricForecast } from '#harness/lab/forecast/forecast.ts';
import { type Sensitivity, sensitivityOf } from '#harness/lab/forecast/sensitivity.ts';
import { bothStay } from '#harness/plan/both-stay.ts';
import { type BlockCost, blocksWithin, passMinutes } from '#harness/plan/pass-time.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { createRandom } from '#harness/stats/random.ts';
import type { Preview } from '#harness/workflow/run/preview-run.ts';

/** The phones of a model and what is known of them, and what a run on them is to find. */
export type Subject = {
  readonly devices: readonly Device[];
  readonly suite: Suite;
  /** Of any of the phones. */
  readonly calibrations: readonly Calibration[];
  /** How far blocks are said to differ where nobody measured it, as a logarithm. */
  readonly assumedSd: number | null;
  readonly deciding: number;
  /** Whether both builds stay installed. */
  readonly bothStay: boolean;
  readonly power: number;
};

/** What is asked of a planned run besides its order. */
export type Asked = {
  /** 0.5 to 1. */
  readonly power: number;
  /** In percent. */
  readonly change?: number;
  readonly minutes?: number;
  /** In percent. */
  readonly assumeSd?: number;
};

/**
 * The phones that something can be forecast for, model by model. An assumed spread is the same for all phones, so one model stands
 * for all that have as many phones.
 */
export function subjectsOf({ header, calibrations }: Preview, { power, assumeSd }: Asked): readonly Subject[] {
  const models = phonesByModel(header.devices);
  const known = models.filter((phones) =>
    phones.some(({ id }) => calibrations.some(({ deviceId }) => deviceId === id)),
  );
  const chosen =
    assumeSd === undefined ? known : [...new Map(models.map((phones) => [phones.length, phones])).values()];
  return chosen.map((devices) => ({
    devices,
    suite: suiteToPass(header),
    calibrations: calibrations.filter(({ deviceId }) => devices.some(({ id }) => id === deviceId)),
    assumedSd: assumeSd === undefined ? null : Math.log1p(assumeSd / 100),
    deciding: decidingCount(header),
    bothStay: bothStay(header),
    power,
  }));
}

/** Each metric of a pass whose spread between blocks is known or assumed. */
export function metricForecasts(
  { suite, calibrations, assumedSd, deciding, power, change, devices }: Subject & { readonly change: number | null },
  pass: Pass,
): readonly MetricForecast[] {
  const own = calibrations.filter(({ passId }) => passId === pass.id);
  const spreads = assumedSd === null ? sharedSpreads(own, pass.protocol) : assumedSpreads(pass, suite, assumedSd);
  const normal = (): (() => number) => standardNormal(createRandom(1, 'outlook'));
  const target = { power, change, deciding, phones: devices.length };
  return spreads.flatMap((spread) => forecastOf(spread, pass, suite, target, normal) ?? []);
}

/** What a pass can find in its share of the time. */
export type TimedPass = {
  readonly pass: Pass;
  /** Of the pass. */
  readonly calibrations: readonly Calibration[];
  readonly blocks: number;
  readonly minutes: number;
  /** Whether there is time for more blocks than the suite plans. */
  readonly isTimeLeft: boolean;
  /** Null where the blocks are too few for any verdict. */
  readonly sensitivities: readonly Sensitivity[] | null;
};

/** Passes that were calibrated, with what so many minutes of device time find in each. */
export function timedPasses(subject: Subject & { readonly minutes: number }): readonly TimedPass[] {
  const { suite, minutes } = subject;
  const passes = suite.passes.flatMap((pass) => {
    const calibrations = subject.calibrations.filter(({ passId }) => passId === pass.id);
    const cost = slowest(calibrations);
    return cost === undefined ? [] : [{ pass, calibrations, cost: { ...cost, bothStay: subject.bothStay } }];
  });
  const shares = blocksWithin(
    minutes,
    passes.map(({ pass: { protocol }, cost }) => ({
      ...cost,
      blocks: protocol.blocks,
      areFirstDiscarded: protocol.discardFirstLaunch,
    })),
  );
  return passes.map(({ cost, ...own }, index) => timedPass(subject, own, cost, shares[index] ?? 0));
}

function timedPass(
  subject: Subject,
  { pass, calibrations }: Pick<TimedPass, 'pass' | 'calibrations'>,
  cost: BlockCost,
  share: number,
): TimedPass {
  const { protocol } = pass;
  const blocks = Math.min(share, protocol.blocks);
  const target = { ...subject, phones: subject.devices.length };
  return {
    pass,
    calibrations,
    blocks,
    minutes: passMinutes(blocks, protocol.discardFirstLaunch, cost),
    isTimeLeft: share > protocol.blocks,
    sensitivities:
      blocks < MIN_LAUNCHES
        ? null
        : sharedSpreads(calibrations, protocol).flatMap(
            (spread) => sensitivityOf(spread, pass, subject.suite, target, blocks) ?? [],
          ),
  };
}

/** Phones of a model wait for each other, so the slowest decides how long a block takes. */
export function slowest(calibrations: readonly Calibration[]): Calibration | undefined {
  return calibrations.toSorted((a, b) => b.blockMinutes + b.installMinutes - a.blockMinutes - a.installMinutes)[0];
}
