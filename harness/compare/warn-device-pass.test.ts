import { expect, test } from 'vitest';
import type { Run } from '#harness/domain/run.ts';
import { assess } from './assess.ts';
import { aPass, aRun } from './run.fixture.ts';

test('what a run left out when it stopped early is not missing; what launches did not report is', () => {
  const passes = [aPass('latency', ['endToEnd', 'energyPerAnswer']), aPass('memory', ['peakMemory'])];
  const run = aRun({ passes });
  const launches = run.launches.filter(({ slot }) => slot.pass === 'latency');
  const stoppedEarly = { at: '', reason: 'Decode rate −83 %', launchesLeft: 8, minutesSaved: 8 };
  const warned = (kept: Run): readonly string[] =>
    assess({ run: kept, baselineRun: null, seed: 1 })
      .warnings.filter(({ code }) => code === 'runIncomplete')
      .map(({ message }) => message);
  expect(warned({ ...run, launches })).toMatchObject(
    [/Energy per answer/, /Peak memory/].map((m) => expect.stringMatching(m)),
  );
  expect(warned({ ...run, launches, stoppedEarly })).toMatchObject([expect.stringMatching('Energy per answer')]);
});
