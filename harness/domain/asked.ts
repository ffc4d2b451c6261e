import type { RunHeader } from './run.ts';

/** What an app is asked in a pass, as text: values of two runs can only be compared where it is the same. */
export function askedIn({ suite, datasets }: Pick<RunHeader, 'suite' | 'datasets'>, passId: string): string {
  const workload = suite.passes.find(({ id }) => id === passId)?.workload;
  const dataset = datasets.find(({ id, subset }) => id === workload?.dataset && subset === workload.subset);
  return JSON.stringify([workload ?? null, dataset?.manifestSha256 ?? null]);
}
