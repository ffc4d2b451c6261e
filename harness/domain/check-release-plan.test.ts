import { expect, test } from 'vitest';
import { RELEASE_PLAN } from '#suites/release-plan.ts';
import { checkReleasePlan } from './check-release-plan.ts';
import type { Combination, ReleasePlan, ReleaseTarget } from './release-plan.ts';

const SUITES = ['latency', 'energy'];
const combination: Combination = { variant: 'Base', deviceModel: 'iPhone16,1' };
const target: ReleaseTarget = {
  id: 'latency',
  label: 'Latency',
  metric: 'endToEnd',
  as: 'level',
  how: 'to the last token',
  known: null,
  bounds: {},
};

test.each<readonly [string, Partial<ReleasePlan>, string]>([
  ['a release twice', { releases: ['a', 'a'] }, 'releases has "a" twice'],
  ['a combination twice', { expected: [combination, combination] }, 'expected has "Base on iPhone16,1" twice'],
  ['a target twice', { targets: [target, target] }, 'targets has "latency" twice'],
  ['a variant twice', { variants: [...RELEASE_PLAN.variants, ...RELEASE_PLAN.variants] }, 'variants has "Base" twice'],
  [
    'a combination of a variant that is misspelt',
    { expected: [combination, { ...combination, variant: 'Bas' }] },
    'expected[1].variant names the variant "Bas", which the plan does not have (did you mean Base?)',
  ],
  [
    'a suite that is misspelt',
    { expected: [{ ...combination, suites: ['enrgy'] }] },
    'expected[0].suites names the suite "enrgy", which is not there (did you mean energy?)',
  ],
  [
    'a suite twice',
    { expected: [{ ...combination, suites: ['energy', 'energy'] }] },
    'expected[0].suites has "energy" twice',
  ],
  [
    'a bound of a target that is misspelt',
    { expected: [{ ...combination, bounds: { latncy: {} } }] },
    'expected[0].bounds names the target "latncy"',
  ],
  [
    'a metric in place of a target',
    { expected: [{ ...combination, bounds: { timeToFirstToken: {} } }] },
    'the target "timeToFirstToken", which the plan does not have; choose one of latency, ',
  ],
  [
    'a bound of a combination for a release that is misspelt',
    { expected: [{ ...combination, bounds: { latency: { 'v1.O': { below: 1 } } } }] },
    'expected[0].bounds.latency names the release "v1.O"',
  ],
  [
    'a target that lacks a release, and names one that is misspelt',
    { targets: [{ ...target, bounds: { 'v1.O': { below: 1 } } }] },
    'targets[0].bounds names the release "v1.O"',
  ],
  [
    'answers a joule of a time',
    { targets: [{ ...target, as: 'answersPerJoule' }] },
    'targets[0].metric is endToEnd, but answers per joule come from energyPerAnswer',
  ],
])('%s is refused', (_what, changes, message) => {
  expect(() => checkReleasePlan({ ...RELEASE_PLAN, ...changes }, SUITES)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
  );
});

test('the plan that ships goes together, and so does one with fewer releases', () => {
  expect(() => checkReleasePlan(RELEASE_PLAN, SUITES)).not.toThrow();
  expect(() => checkReleasePlan({ ...RELEASE_PLAN, releases: ['v1.0'] }, SUITES)).not.toThrow();
  expect(() =>
    checkReleasePlan({ ...RELEASE_PLAN, releases: ['v1.0', 'next'], targets: [{ ...target, bounds: {} }] }, SUITES),
  ).not.toThrow();
});
