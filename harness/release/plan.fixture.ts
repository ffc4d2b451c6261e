import type { ReleasePlan, ReleaseTarget } from '#harness/domain/release-plan.ts';

export const latency = (below: number): ReleaseTarget => ({
  id: 'latency',
  label: 'Inference latency',
  metric: 'timeToFirstToken',
  as: 'level',
  how: 'first token',
  known: 100,
  bounds: { 'v1.0': { below }, 'v2.0': { below: below / 2 } },
});

/** A release of one variant on two models of phones, of which the first decides. */
export function aReleasePlan(changes: Partial<ReleasePlan> = {}): ReleasePlan {
  return {
    product: 'FastVLM',
    releases: ['v1.0', 'v2.0'],
    variants: [{ id: 'Base', names: ['candidate'] }],
    deviceModels: { 'iPhone17,1': 'iPhone 16 Pro' },
    expected: [
      { variant: 'Base', deviceModel: 'iPhone17,1' },
      { variant: 'Base', deviceModel: 'iPhone12,1' },
    ],
    targets: [latency(1000)],
    driftBudgetPercent: {},
    externalGates: [],
    staleAfterDays: 14,
    mayOverride: 'the owner',
    virtual: 'refuse',
    ...changes,
  };
}
