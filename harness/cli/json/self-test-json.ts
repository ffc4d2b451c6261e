import { foundFrom, isNeverFound } from '#harness/lab/self-test/findings.ts';
import type { ScenarioResult } from '#harness/lab/self-test/self-test.ts';
import type { LaunchOrigin } from '#harness/workflow/lab/self-test-source.ts';
import type { SelfTestRequest, SelfTestResult } from '#harness/workflow/lab/self-test-gate.ts';

/** What a gate did with runs that have a known change. Nothing was measured for it. */
export function selfTestJson(
  { results, findings, source: { suite, origin } }: SelfTestResult,
  { policy, trials, seed }: Pick<SelfTestRequest, 'policy' | 'trials' | 'seed'>,
): object {
  return {
    suite: { id: suite.id, version: suite.version },
    policy,
    launches: launchesJson(origin),
    trials,
    seed,
    scenarios: results.map(scenarioJson),
    findings: findings.map(({ kind, scenario, size, rate }) => ({ kind, scenario: scenario.id, size, ...rate })),
  };
}

function launchesJson(origin: LaunchOrigin): object {
  const nothing = { deviceIds: [], runId: null, provenance: 'simulated' };
  switch (origin.kind) {
    case 'assumed':
      return { origin: origin.kind, ...nothing };
    case 'calibrated':
      return { origin: origin.kind, ...nothing, deviceIds: origin.devices };
    case 'recorded':
      return { origin: origin.kind, ...nothing, runId: origin.runId, provenance: origin.provenance };
  }
}

function scenarioJson(result: ScenarioResult): object {
  const { scenario, tallies } = result;
  const isChanged = scenario.kind === 'changed';
  return {
    id: scenario.id,
    kind: scenario.kind,
    title: scenario.title,
    foundFromSize: isChanged ? (foundFrom(tallies)?.size ?? null) : null,
    isNeverFound: isChanged && isNeverFound(result),
    sizes: tallies,
  };
}
