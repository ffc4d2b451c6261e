import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aBuild, aMeasured, anIteration, identifiedAs } from '#harness/compare/run.fixture.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Iteration, Measured } from '#harness/domain/measured.ts';
import { APP_RULES, launchChecks, packageChecks, type RuleCheck } from './app-rules.ts';

function verdicts(checks: readonly RuleCheck[]): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ rule, verdict }) => [rule, verdict]));
}

const app = aBuild('app');
const large: Build = { ...app, models: [{ name: 'weights', sha256: 'a', bytes: 2e9 }] };
const memory = { 'com.apple.developer.kernel.increased-memory-limit': 'true' };

test.each<[string, Build, object]>([
  ['an app that names its model', app, { modelFolder: 'kept', modelFiles: 'kept' }],
  ['one without the key', { ...app, namesModelFolder: false }, { modelFolder: 'doubt', modelFiles: 'kept' }],
  ['one without a model', { ...app, models: [] }, { modelFolder: 'kept', modelFiles: 'broken' }],
  [
    'a large model with the entitlement',
    identifiedAs(large, { entitlements: { from: 'signature', values: memory } }),
    { modelFolder: 'kept', modelFiles: 'kept', memoryEntitlement: 'kept' },
  ],
  [
    'a large model without it',
    identifiedAs(large, { entitlements: { from: 'signature', values: {} } }),
    { modelFolder: 'kept', modelFiles: 'kept', memoryEntitlement: 'doubt' },
  ],
])('the package of %s', (_what, build, expected) => {
  expect(verdicts(packageChecks(build))).toEqual(expected);
});

function launchOf(change: Partial<Iteration> = {}, more: Partial<Measured> = {}): Measured {
  return aMeasured({ iterations: [anIteration({}, { tokenIds: [1], ...change })], ...more });
}

const sound = {
  stages: 'kept',
  sameTokens: 'kept',
  tokens: 'kept',
  longAnswers: 'kept',
  images: 'kept',
  conditions: 'kept',
};
const skipped = [{ phase: 'measured', questionId: 1, image: 'x.png', reason: 'no PNG' }] as const;

test.each<[string, readonly Measured[], object]>([
  ['a sound app', [launchOf(), launchOf()], {}],
  [
    'an app that answers otherwise when asked again',
    [launchOf(), launchOf({ tokenIdsSha256: 'b' })],
    { sameTokens: 'broken' },
  ],
  ['one that cannot read an image', [launchOf({}, { skipped })], { images: 'broken' }],
  ['one without token ids', [aMeasured()], { tokens: 'doubt' }],
  ['one of short answers', [launchOf({ tokenCount: 2 })], { longAnswers: 'doubt' }],
  ['one that does not tell its stages apart', [launchOf({ spans: anIteration().spans.slice(2) })], { stages: 'doubt' }],
  ['one that does not report how warm the phone is', [launchOf({ thermal: null })], { conditions: 'doubt' }],
])('the launches of %s', (_what, launches, expected) => {
  expect(verdicts(launchChecks(launches, true))).toEqual({ ...sound, ...expected });
});

test('every rule leads to a section of the document', () => {
  const page = readFileSync(new URL('../../../docs/agent-protocol.md', import.meta.url), 'utf8');
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const section of Object.values(APP_RULES)) expect(headings).toContain(section);
});
