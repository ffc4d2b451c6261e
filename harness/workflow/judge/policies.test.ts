import { expect, test } from 'vitest';
import { decidingPart } from '#harness/domain/decision.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { policyOf, SHIPPED_POLICIES } from './policies.ts';

const host = { policies: async () => SHIPPED_POLICIES };
const MILD = { inconclusive: 'warn', virtual: 'accept' } as const;

test('settings that a run was given under the name of a policy that ships are not those of that policy', async () => {
  const altered = { policy: 'release', policySettings: { id: 'release', ...MILD } };
  expect(await policyOf(altered, undefined, host)).toEqual(decidingPart(POLICIES.release));
});

test('a policy that is asked for judges a run whatever the run keeps, and else what it keeps does', async () => {
  const kept = { policy: 'ours', policySettings: { id: 'ours', ...MILD } };
  expect(await policyOf(kept, undefined, host)).toEqual(kept.policySettings);
  expect(await policyOf(kept, 'release', host)).toEqual(decidingPart(POLICIES.release));
});
