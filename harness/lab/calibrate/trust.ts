import { decidingByLaunch } from '#harness/domain/deciding.ts';
import type { Calibration, Rate } from '#harness/domain/calibration.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { clopperPearson } from '#harness/stats/intervals/clopper-pearson.ts';
import { gapsOf } from './gaps.ts';
import { NOMINAL_ZERO_EXCLUDED } from './doubts.ts';

/** Whether verdicts on a device may be trusted, over all metrics that were calibrated on it. */
export type Trust = {
  /** Doubts that concern what can fail a gate; none where the device is trusted. */
  readonly doubts: readonly string[];
  /** What is not known yet of what can fail a gate, and what it takes; none where enough is known to trust or not. */
  readonly gaps: readonly string[];
  /** Doubts about metrics that are shown and decide nothing. */
  readonly notes: readonly string[];
  readonly falseAlarms: Rate;
  readonly zeroExcluded: Rate;
};

/** @param calibrations all of one device and one suite */
export function trustOf(calibrations: readonly Calibration[], suite: Suite): Trust {
  const deciding = new Set(
    suite.passes.flatMap((pass) => decidingByLaunch(pass, suite).map((id) => `${pass.id}/${id}`)),
  );
  const isDeciding = ({ passId, metric }: Calibration): boolean => deciding.has(`${passId}/${metric}`);
  const falseAlarms = pooled(calibrations, (calibration) => calibration.falseAlarms);
  const zeroExcluded = pooled(calibrations, (calibration) => calibration.zeroExcluded);
  return {
    doubts: [...overall(zeroExcluded), ...calibrations.filter(isDeciding).flatMap(({ doubts }) => doubts)],
    gaps: suite.passes.flatMap((pass) => gapsOf(calibrations, pass, suite)),
    notes: calibrations.filter((calibration) => !isDeciding(calibration)).flatMap(({ doubts }) => doubts),
    falseAlarms,
    zeroExcluded,
  };
}

/**
 * A rate over all metrics. Its interval counts a session once: the metrics of a session share its launches and are
 * right or wrong together, so that many metrics are not many trials. Where they are in truth apart it is too wide.
 */
function pooled(calibrations: readonly Calibration[], rateOf: (calibration: Calibration) => Rate): Rate {
  const rates = calibrations.map(rateOf);
  const hits = rates.reduce((sum, rate) => sum + rate.hits, 0);
  const trials = rates.reduce((sum, rate) => sum + rate.trials, 0);
  const sessions = Math.max(0, ...rates.map((rate) => rate.trials));
  const share = trials === 0 ? 0 : hits / trials;
  return { hits, trials, ...clopperPearson(share * sessions, sessions, 0.95) };
}

function overall({ hits, trials, low }: Rate): readonly string[] {
  if (low <= NOMINAL_ZERO_EXCLUDED) return [];
  return [
    `All metrics together: ${hits} of ${trials} intervals excluded zero although nothing had changed, where at most one in ten may; ` +
      'they are too narrow for this device',
  ];
}
