import type { RunHeader } from '#harness/domain/run.ts';
import type { StoppingRule } from '#harness/domain/stopping-rule.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import { assessPlace } from './assess-place.ts';
import { decidingMetrics, undecided } from './look-record.ts';
import { sidesOf } from './sides.ts';

/**
 * The rule of a run: a place is settled when all its metrics that can fail a gate are told and decided. The blocks are
 * counted from the launches.
 */
export function stoppingRule(header: RunHeader): StoppingRule {
  const deciding = decidingCount(header);
  return ({ deviceId, passId }, launches) => {
    const device = header.devices.find(({ id }) => id === deviceId);
    const pass = header.suite.passes.find(({ id }) => id === passId);
    if (device === undefined || pass === undefined || header.baseline === null) return false;
    const run = { ...header, endedAt: header.startedAt, launches, isComplete: true };
    const sides = sidesOf(run, null, []);
    const { judgements } = assessPlace(device, pass, {
      suite: header.suite,
      sides,
      deciding,
      spreadOf: () => null,
      questionsOf: () => new Map(),
      isStoppedEarly: false,
      seed: header.seed,
    });
    const comparisons = judgements.map(({ comparison }) => comparison);
    return undecided(comparisons, decidingMetrics(pass, header.suite), deciding).length === 0;
  };
}

/** How many comparisons of a run can fail a gate by chance, on all its devices. */
export function decidingCount({ suite, devices }: Pick<RunHeader, 'suite' | 'devices'>): number {
  const asked = suite.passes.map(
    (pass) => decidingMetrics(pass, suite).length + Number(isAccuracyDeciding(pass, suite)),
  );
  return devices.length * asked.reduce((sum, count) => sum + count, 0);
}

/** More blocks ask nothing new of it, but a gate counts it among the comparisons that chance could fail. */
function isAccuracyDeciding({ metrics }: Pass, { margins }: Suite): boolean {
  const blocks = margins.some(({ metric, severity }) => metric === 'answerAccuracy' && severity === 'block');
  return blocks && metrics.includes('answerAccuracy');
}
