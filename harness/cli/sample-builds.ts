import { choicesText } from '#harness/text/choices.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { SampleBuild } from './world.ts';

/** What the gate must decide about it beside the build `reference`. */
export function expectedVerdict({ failsFor }: SampleBuild): string {
  return failsFor === null ? 'passes' : `fails on ${METRICS[failsFor].label.toLowerCase()}`;
}

/** Throws USAGE for a name that no sample build has. */
export function sampleNamed(name: string, builds: readonly SampleBuild[]): SampleBuild {
  const found = builds.find((build) => build.name === name);
  if (found !== undefined) return found;
  throw new BenchError('USAGE', `There is no sample build "${name}".`, {
    remedy: choicesText(
      name,
      builds.map((build) => build.name),
    ),
  });
}
