import type { ReleasePlan } from '#harness/domain/release-plan.ts';

/** The plan of one release of one variant on one model, whose time to first token must lie below a bound. */
export function aReleasePlan(below: number, changes: Partial<ReleasePlan> = {}): Partial<ReleasePlan> {
  return {
    product: 'Sample',
    releases: ['one'],
    variants: [{ id: 'Base', names: ['app'] }],
    expected: [{ variant: 'Base', deviceModel: 'iPhone17,1' }],
    targets: [
      {
        id: 'latency',
        label: 'Latency',
        metric: 'timeToFirstToken',
        as: 'level',
        how: 'first token',
        known: null,
        bounds: { one: { below } },
      },
    ],
    driftBudgetPercent: {},
    externalGates: [],
    virtual: 'accept',
    staleAfterDays: 100_000,
    ...changes,
  };
}
