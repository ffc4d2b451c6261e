import { expect, test } from 'vitest';
import { measuredBeside } from '#harness/domain/reference.ts';
import type { FailureRule } from '#harness/domain/stopping-rule.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import { type MeasureRequest, measureRun } from './measure-run.ts';
import type { ProgressEvent } from './progress.ts';
import { memoryJournal, patientClock } from './in-memory.fixture.ts';
import { build, crash, dataset, type Lab, measured, pass, request, scriptedLab } from './scripted-device.fixture.ts';

const PASSES: readonly Pass[] = [4, 10].map((blocks, index) => {
  const plain = pass(blocks);
  return { ...plain, id: `pass ${index + 1}`, protocol: { ...plain.protocol, looks: index === 0 ? [2] : [] } };
});

/** A run of both builds in two passes, the first of which is looked at after two of its four blocks. */
function interleaved(
  lab: Lab,
  whyItFails: FailureRule | null,
  changes: Partial<MeasureRequest> = {},
): MeasureRequest & { readonly events: readonly ProgressEvent[] } {
  const plain = request(lab, 1, { whyItFails, ...changes });
  const suite = { ...plain.header.suite, passes: PASSES };
  const deviceIds = lab.driver.devices().map(({ id }) => id);
  return {
    ...plain,
    header: { ...plain.header, suite, reference: measuredBeside(build('baseline')) },
    plan: makePlan({ suite, deviceIds, arms: ['baseline', 'candidate'], seed: 1, chance: () => () => 0 }),
    datasets: new Map(PASSES.map(({ id }) => [id, dataset()])),
  };
}

const steady = (): Lab => scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()] } });

test('a run whose gate surely fails ends on every phone, with exactly the launches that the rule has seen', async () => {
  const journal = memoryJournal();
  let seen = 0;
  const rule: FailureRule = (launches) => {
    seen = launches.length;
    return seen > 10 ? 'Decode rate −83 %' : null;
  };
  const lab = steady();
  const watched = interleaved(lab, rule, { journal });
  const { run, lost } = await measureRun(watched);
  expect(lost).toEqual([]);
  expect(run.launches).toHaveLength(seen);
  expect(journal.lines).toEqual(run.launches);
  expect(run.isComplete).toBe(true);
  expect(run.stoppedEarly).toMatchObject({ reason: 'Decode rate −83 %', launchesLeft: 2 * 28 - seen });
  expect(run.skipped).toContainEqual({ deviceId: 'a', passId: 'pass 2', fromBlock: 0 });
  expect(watched.events.filter(({ kind }) => kind === 'stopped')).toHaveLength(1);
  expect(lab.closed).toBe(lab.opened);
});

test('a gate that surely fails when nothing is left ends nothing, and nobody hears that the run stops', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] } });
  const rule: FailureRule = (launches) => (launches.length === 28 ? 'Decode rate −83 %' : null);
  const last = interleaved(lab, rule);
  const { run } = await measureRun(last);
  expect(run).not.toHaveProperty('stoppedEarly');
  expect(last.events.filter(({ kind }) => kind === 'stopped')).toEqual([]);
  // The first pass is settled at its look, so that its later blocks are not left either.
  const settled = interleaved(
    scriptedLab({ a: { outcomes: [measured()] } }),
    ({ length }) => (length === 24 ? 'why' : null),
    {
      isSettled: ({ passId }) => passId === 'pass 1',
    },
  );
  expect((await measureRun(settled)).run.launches).toHaveLength(24);
  expect(settled.events.map(({ kind }) => kind)).toContain('settled');
  expect(settled.events.filter(({ kind }) => kind === 'stopped')).toEqual([]);
});

test('a run of two passes that ends in the first says what it saved without guessing at the second', async () => {
  let minutes = 0;
  const lab = scriptedLab({ a: { outcomes: [measured()], onLaunch: () => (minutes += 3) } });
  const clock = { ...patientClock(), monotonicMs: () => minutes * 60_000 };
  const { run } = await measureRun(interleaved(lab, () => 'Decode rate −83 %', { clock }));
  // Two blocks of the first pass are left, with launches of three minutes.
  expect(run.stoppedEarly).toMatchObject({ launchesLeft: 4 + 20, minutesSaved: 4 * 3, isLowerBound: true });
});

test('nothing is saved on a phone that was lost before the run ended', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()], refusals: 99 } });
  const rule: FailureRule = (launches) => (launches.length >= 8 ? 'Decode rate −83 %' : null);
  const { run, lost } = await measureRun(interleaved(lab, rule));
  expect(lost.map(({ deviceId }) => deviceId)).toEqual(['b']);
  expect(run.stoppedEarly).toMatchObject({ launchesLeft: 20, minutesSaved: 0, isLowerBound: true });
});

test('the rule is asked at each look and at the end of each pass, with the launches of all phones', async () => {
  const asked: number[] = [];
  const lab = scriptedLab({ a: { outcomes: [measured()] } });
  const { run } = await measureRun(interleaved(lab, (launches) => (asked.push(launches.length), null)));
  expect(asked).toEqual([4, 8, 28]);
  expect(run).not.toHaveProperty('stoppedEarly');
});

test('the rule is asked after every launch in which an app failed', async () => {
  const asked: number[] = [];
  const lab = scriptedLab({ a: { outcomes: [measured(), crash, measured()] } });
  await measureRun(interleaved(lab, (launches) => (asked.push(launches.length), null)));
  expect(asked).toEqual([2, 4, 8, 28]);
});

test('a run without the rule is measured to its end', async () => {
  const { run } = await measureRun(interleaved(steady(), null));
  expect(run.launches).toHaveLength(2 * 28);
});
