import { BenchError } from '#harness/domain/failure.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import type { Run } from '#harness/domain/run.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { appName, isOf } from '#harness/release/combinations.ts';
import { choicesText } from '#harness/text/choices.ts';
import { readable } from '#harness/text/sentences.ts';

/** More runs than any release is measured with. */
const MOST_RUNS = 200;

/** The complete runs of one version of the product, newest first. The launches of other runs are not read. Throws UNKNOWN_RUN where none is stored. */
export async function candidateRuns(
  plan: ReleasePlan,
  asked: string | undefined,
  store: RunStore,
): Promise<{ readonly version: string; readonly runs: readonly Run[] }> {
  let version = asked ?? null;
  const runs: Run[] = [];
  const otherVersions: string[] = [];
  let otherApp: string | null = null;
  for (const { id, isComplete } of (await store.list()).slice(0, MOST_RUNS)) {
    const header = isComplete ? await store.header(id) : null;
    if (header === null) continue;
    const { candidate } = header;
    if (!plan.variants.some((variant) => isOf(variant, header))) {
      otherApp ??= appName(candidate);
      continue;
    }
    version ??= candidate.version;
    if (candidate.version !== version) {
      otherVersions.push(candidate.version);
      continue;
    }
    const run = await store.load(id);
    if (run !== null) runs.push(run);
  }
  if (version !== null && runs.length > 0) return { version, runs };
  throw noRuns(plan, { asked, otherVersions: [...new Set(otherVersions)], otherApp });
}

type Stored = {
  readonly asked: string | undefined;
  /** Of the product. */
  readonly otherVersions: readonly string[];
  /** The newest that is no variant of the product. */
  readonly otherApp: string | null;
};

function noRuns({ product }: ReleasePlan, { asked = '', otherVersions, otherApp }: Stored): BenchError {
  if (otherVersions.length > 0) {
    return new BenchError('UNKNOWN_RUN', `No complete run of ${product} ${asked} is stored.`, {
      remedy: choicesText(asked, otherVersions),
    });
  }
  if (otherApp === null) {
    return new BenchError('UNKNOWN_RUN', 'No complete run is stored.', {
      remedy: 'Measure a build with: fastvlm-bench run --suite release --candidate FILE',
    });
  }
  const name = readable(otherApp, 60);
  return new BenchError('UNKNOWN_RUN', `No stored run is of a variant of ${product}; the newest is of "${name}".`, {
    remedy: `Name your app as a variant in the configuration that the command uses: release: { variants: [{ id: 'Base', names: [${JSON.stringify(name)}] }] }`,
  });
}
