import { expect, test } from 'vitest';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { OLD_RUNS, oldRun } from '#harness/domain/old-runs/old-run.fixture.ts';
import { runOf, runRows } from './run-rows.ts';
import { exampleLaunch, exampleRun } from './run.fixture.ts';

type Rows = ReturnType<typeof runRows>;

function readBack({ run, bodies }: Rows): Run {
  const launches = bodies.map(({ body }) => body);
  return runOf(run.header, launches, run.launches, 'run one in a store');
}

test.each(OLD_RUNS)(
  '%s, a run of an earlier format, comes back as it is read, also where it is kept as it was written',
  (name) => {
    const run = parseRun(oldRun(name), name);
    expect(readBack(runRows(run, oldRun(name)))).toEqual(run);
    expect(readBack(runRows(run))).toEqual(run);
  },
);

test('a run that lost launches of a pass is refused, whichever pass it is, and is not one with fewer launches', () => {
  const launches = [0, 1, 2, 3].map((index) => {
    const launch = exampleLaunch(index);
    return { ...launch, slot: { ...launch.slot, pass: index < 2 ? 'latency' : 'memory' } };
  });
  const rows = runRows({ ...exampleRun('one'), launches });
  expect(readBack(rows).launches).toEqual(launches);
  for (const lost of [0, 1]) {
    const bodies = rows.bodies.filter((_body, index) => index !== lost);
    expect(() => readBack({ ...rows, bodies })).toThrow(expect.objectContaining({ code: 'RUN_INVALID' }));
  }
  expect(() => readBack({ ...rows, bodies: rows.bodies.slice(0, 1) })).toThrow(
    'run one in a store has 2 of its 4 launches: the store lost some.',
  );
});
