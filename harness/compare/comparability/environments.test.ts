import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aDevice, aRun } from '#harness/compare/run.fixture.ts';
import type { Environment } from '#harness/domain/environment.ts';

const devices = [aDevice('one', { label: 'Phone 1' }), aDevice('two', { label: 'Phone 2' })];

function toolsOf(...deviceIds: readonly string[]): Environment {
  return { deviceIds, harness: '0.2.0', node: 'v24', host: 'lab mac', tools: { appium: '3.8.0' } };
}

/** The notes about tools of a run that is compared with a stored one. */
function notes(now: readonly Environment[], before: readonly Environment[]): readonly string[] {
  const run = aRun({ hasBaseline: false, devices, overrides: { environments: now } });
  const baselineRun = aRun({ hasBaseline: false, devices, overrides: { id: 'before', environments: before } });
  return assess({ run, baselineRun, seed: 1 }).warnings.flatMap(({ code, message }) =>
    code === 'otherTools' ? [message] : [],
  );
}

test('another machine or other tools of a device are noted for that device alone', () => {
  const other = { ...toolsOf('two'), host: 'other mac', tools: { appium: '3.9.0' } };
  expect(notes([toolsOf('one'), other], [toolsOf('one', 'two')])).toEqual([
    'Phone 2 was measured with host other mac and appium 3.9.0, for the baseline with host lab mac and appium 3.8.0.',
  ]);
});

test('the same tools are no note, whichever devices share them, nor is a device of which nothing is known', () => {
  expect(notes([toolsOf('one'), toolsOf('two')], [toolsOf('two', 'one')])).toEqual([]);
  expect(notes([toolsOf('one', 'two')], [toolsOf('one')])).toEqual([]);
});

test('a device that was measured by two machines is compared by both', () => {
  expect(notes([toolsOf('one'), { ...toolsOf('one'), host: 'other mac' }], [toolsOf('one')])).toEqual([
    'Phone 1 was measured with host other mac, for the baseline with nothing else.',
  ]);
});
