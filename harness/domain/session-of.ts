import type { Run } from './run.ts';
import type { SecondSession } from './second-session.ts';
import type { Suite } from './suite.ts';

/** A run that was measured as a second session, without what it has in common with the first one: what `secondRunOf` takes back. */
export function sessionOf(run: Run): SecondSession {
  const { startedAt, seed, environments, endedAt, launches, isComplete } = run;
  const { resumedAt, skipped, stoppedEarly, completeness, lost } = run;
  return {
    startedAt,
    seed,
    deviceIds: run.devices.map(({ id }) => id),
    asked: askedOf(run.suite),
    environments,
    ...(resumedAt === undefined ? {} : { resumedAt }),
    endedAt,
    launches,
    ...(skipped === undefined ? {} : { skipped }),
    ...(stoppedEarly === undefined ? {} : { stoppedEarly }),
    isComplete,
    ...(completeness === undefined ? {} : { completeness }),
    ...(lost === undefined ? {} : { lost }),
  };
}

/** What a second session asks for, by the suite that it is measured by. */
export function askedOf({ passes }: Suite): SecondSession['asked'] {
  return passes.map(({ id: passId, metrics }) => ({ passId, metrics }));
}
