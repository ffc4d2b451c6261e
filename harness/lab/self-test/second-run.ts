import { type Run, secondHeader } from '#harness/domain/run.ts';
import type { SecondSessionScope } from '#harness/domain/second-session.ts';

/**
 * The second session of a run, as a run of its own that measures what is asked: the launches are those of another drawn run of the
 * same builds.
 */
export function secondRunFrom(drawn: Run, run: Run, { deviceIds, asked }: SecondSessionScope): Run {
  const { launches, endedAt, isComplete } = drawn;
  const startedAt = run.endedAt;
  const header = secondHeader(run, { startedAt, seed: drawn.seed, deviceIds, asked, environments: [] });
  const passIds = new Set(asked.map(({ passId }) => passId));
  return {
    ...header,
    launches: launches
      .filter(({ deviceId, slot }) => deviceIds.includes(deviceId) && passIds.has(slot.pass))
      // A launch of the first session may have the same one-time name.
      .map((launch) => ({ ...launch, nonce: `second-${launch.nonce}` })),
    endedAt,
    isComplete,
  };
}
