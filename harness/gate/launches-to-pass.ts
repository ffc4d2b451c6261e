import type { Assessment } from '#harness/domain/assessment.ts';
import { type Finding, findingsOf, canFail, isPassing } from '#harness/domain/deciding.ts';
import type { Policy, Reason } from '#harness/domain/decision.ts';
import { phonesByModel } from '#harness/domain/device.ts';
import { launchesToPass } from '#harness/domain/launches-to-pass.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count } from '#harness/text/numbers.ts';

/**
 * Where a run was content with fewer launches than its suite asks for before it calls a build unharmed, and is judged by a policy
 * that is not: a doubt. What a few launches do not show, the report of a pull request says by itself.
 */
export function tooFewToPass(assessment: Assessment, policy: Policy): readonly Reason[] {
  if (assessment.mostToPass === undefined || policy.inconclusive !== 'block') return [];
  const short = findingsOf(assessment).flatMap((finding) => shortOf(finding, assessment) ?? []);
  const [worst] = short.toSorted((a, b) => a.launches - b.launches);
  if (worst === undefined) return [];
  const message = `${count(short.length, 'comparison')} showed the candidate to be unharmed with as few as ${count(worst.launches, 'launch', 'launches')} of each build; the suite asks for ${worst.fewest}, because fewer seldom show that some launches are slow. Measure the build again under this policy`;
  return [{ kind: 'fewLaunches', message }];
}

function shortOf(
  finding: Finding,
  { suite, devices, mostToPass = 0 }: Assessment,
): { readonly launches: number; readonly fewest: number } | null {
  const protocol = suite.passes.find(({ id }) => id === finding.passId)?.protocol;
  const launches = finding.evidence.farOut?.launches;
  if (protocol === undefined || launches === undefined || METRICS[finding.metric].comparedBy !== 'launch') return null;
  if (!canFail(finding) || !isPassing(finding.verdict)) return null;
  const phones = phonesByModel(devices).find((own) =>
    'deviceModel' in finding ? own[0]?.model === finding.deviceModel : own.some(({ id }) => id === finding.deviceId),
  );
  const fewest = Math.min(protocol.fewestToPass, protocol.blocks * (phones?.length ?? 1));
  // Launches that were lost, and not left out, are counted elsewhere.
  return launches < fewest && launchesToPass(protocol, { mostToPass }) < fewest ? { launches, fewest } : null;
}
