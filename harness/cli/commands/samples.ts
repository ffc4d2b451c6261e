import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { outFolder } from '#harness/workflow/out-folder.ts';
import { table } from '#harness/cli/text/table.ts';
import type { SampleBuild, World } from '#harness/cli/world.ts';

const MEGABYTE = 1e6;

/** `bundleId` is absent for the one that all builds of the sample app have. */
type SamplesOptions = { readonly bundleId?: string };

/** Writes builds of the sample app into a folder: all of them, or those that are named. */
export async function samplesCommand(
  reference: string,
  names: readonly string[],
  { bundleId }: SamplesOptions,
  world: World,
): Promise<ExitCode> {
  const { builds, pack } = await world.samples();
  // Everything is checked before the first file is written.
  const chosen = names.length === 0 ? builds : [...new Set(names)].map((name) => sampleNamed(name, builds));
  const folder = await outFolder(reference, reference, world.cwd, 'Name another folder; it is created if needed.');
  const rows: string[][] = [];
  for (const build of chosen) {
    const { name, summary } = build;
    const path = await pack(name, folder, bundleId);
    const { size } = await stat(path);
    rows.push([
      relative(world.cwd, path),
      `${(size / MEGABYTE).toFixed(1)} MB`,
      `${summary}; ${expectedVerdict(build)}`,
    ]);
  }
  world.terminal.write(table(['written', 'size', 'beside reference'], rows, world.terminal.columns));
  return 0;
}

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
