/** Test support: a run with a second session in it. */
import type { Run } from '#harness/domain/run.ts';
import type { SecondSession } from '#harness/domain/second-session.ts';

/** The launches of another run as the second session of the first one: all of it is asked again, unless set otherwise. */
export function withSecondSession(
  run: Run,
  { launches, seed, isComplete }: Run,
  overrides: Partial<SecondSession> = {},
): Run {
  const secondSession: SecondSession = {
    startedAt: run.endedAt,
    endedAt: run.endedAt,
    seed: seed + 1,
    launches: launches.map((launch) => ({ ...launch, nonce: `second-${launch.nonce}` })),
    isComplete,
    deviceIds: run.devices.map(({ id }) => id),
    asked: run.suite.passes.map(({ id: passId, metrics }) => ({ passId, metrics })),
    environments: run.environments,
    ...overrides,
  };
  return { ...run, secondSession };
}
