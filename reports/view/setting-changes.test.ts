import { expect, test } from 'vitest';
import type { Build } from '#harness/domain/build.ts';
import { build } from '#reports/fixtures/builds.fixture.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { settingChanges } from '#harness/explain/setting-changes.ts';
import { viewReport } from './view.ts';

const withSettings = (role: 'baseline' | 'candidate', text: string): Build => ({
  ...build(role),
  settings: [{ name: 'runtime.json', text }],
});
const changes = (before: string, after: string) =>
  settingChanges(withSettings('candidate', after), withSettings('baseline', before));

test('each value that differs is named by its path, with what it was and is', () => {
  const before = '{"networks":{"visionEncoder":{"dtype":"fp32","graphOptimization":"all"}},"old":1,"mean":[0,0]}';
  const after = '{"networks":{"visionEncoder":{"dtype":"fp32","graphOptimization":"disabled"}},"mean":[0,0.5]}';
  expect(changes(before, after)).toEqual([
    { file: 'runtime.json', path: 'networks.visionEncoder.graphOptimization', before: '"all"', after: '"disabled"' },
    { file: 'runtime.json', path: 'old', before: '1', after: '' },
    { file: 'runtime.json', path: 'mean', before: '[0,0]', after: '[0,0.5]' },
  ]);
});

test('another order of keys, other spaces and what is no JSON are no change', () => {
  expect(changes('{"a":1,"b":2}', '{ "b": 2, "a": 1 }')).toEqual([]);
  expect(changes('{"a":1}', 'a = 2')).toEqual([]);
});

test('builds that do not say have none', () => {
  expect(settingChanges(build('candidate'), withSettings('baseline', '{}'))).toEqual([]);
});

test('the decision names the setting, where it is all that differs in the model', () => {
  const { assessment, ...input } = fixtureInput('failEncoder');
  const baseline = withSettings('baseline', '{"dtype":"fp32"}');
  const file = { name: 'runtime.json', bytes: 16 };
  const old = { ...baseline, models: [{ ...file, sha256: '1'.repeat(64) }] };
  const candidate: Build = {
    ...withSettings('candidate', '{"dtype":"int8"}'),
    models: [{ ...file, sha256: '2'.repeat(64) }],
    identity: old.identity,
  };
  const { summary, builds } = viewReport({
    ...input,
    assessment: { ...assessment, candidate, baseline: { build: old, runId: 'run', design: 'remeasured' } },
  });
  expect(summary.clue).toBe('Only the model file runtime.json differs, at dtype.');
  expect(builds.settings).toEqual([{ file: 'runtime.json', path: 'dtype', before: '"fp32"', after: '"int8"' }]);
});
