import { choicesText } from '#harness/text/choices.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { metricWord } from '#harness/text/names.ts';
import type { SampleBuild } from './world.ts';

/** With fewer metrics, or wider margins, a build that fails here may pass. */
export const VERDICT_SUITE = 'demo';

/** What the gate must decide about it beside the build `reference`, in the suite `VERDICT_SUITE`. */
export function expectedVerdict({ failsFor }: SampleBuild): string {
  return failsFor === null ? 'passes' : `fails on ${metricWord(failsFor)}`;
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
