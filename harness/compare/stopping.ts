import { decidingByLaunch, decidingCount } from '#harness/domain/deciding.ts';
import { launchesToPass } from '#harness/domain/launches-to-pass.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import type { StoppingRule } from '#harness/domain/stopping-rule.ts';
import { assessDevicePass } from './assess-device-pass.ts';
import { knownIn } from '#harness/compare/change/known-noise.ts';
import { undecided } from '#harness/compare/change/look-record.ts';
import { judgeDeviceModel } from './across-devices.ts';
import { comparedArms } from '#harness/compare/launches/compared-arms.ts';

/**
 * The rule of a run: a pass is settled on the phones of a model when all its metrics that can fail a gate are reported and decided
 * by their mean. The blocks are counted from the launches.
 */
export function stoppingRule(header: RunHeader): StoppingRule {
  const deciding = decidingCount(header);
  return ({ deviceIds, passId }, launches) => {
    const devices = header.devices.filter(({ id }) => deviceIds.includes(id));
    const pass = header.suite.passes.find(({ id }) => id === passId);
    if (devices.length === 0 || pass === undefined || header.reference.kind !== 'remeasured') return false;
    const run = { ...header, devices, endedAt: header.startedAt, launches, isComplete: true };
    const setting = {
      suite: header.suite,
      arms: comparedArms(run, null, []),
      spreadOf: () => null,
      knownOf: knownIn(header),
      questionsOf: () => new Map(),
      isStoppedEarly: false,
      seed: header.seed,
    };
    const judged = judgeDeviceModel(
      devices.map((device) => assessDevicePass(device, pass, setting)),
      new Set(),
    );
    const findings = judged.findingsAt(judged.looks.blocks.length - 1);
    const protocol = { ...pass.protocol, fewestToPass: launchesToPass(pass.protocol, header) };
    const at = { deciding, devices, protocol };
    return undecided(findings, decidingByLaunch(pass, header.suite), at).length === 0;
  };
}
