import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { Hash } from '#harness/bundle/chain.ts';
import { addressOf, type BundleContent, bundleLines } from '#harness/bundle/write-bundle.ts';
import type { Provenance } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { baselineRunId } from '#harness/domain/reference.ts';
import { launchesOf, provenanceOf, type Run } from '#harness/domain/run.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { keyIdOf, readPrivateKey, signAddress } from './bundle-signature.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { reportCommand } from '#harness/text/commands.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import { findVerdicts } from '#harness/workflow/judge/find-verdicts.ts';
import type { Host } from '#harness/workflow/host.ts';
import { type Recomputed, recompute } from '#harness/workflow/judge/recompute.ts';
import { renderCase } from '#harness/workflow/judge/render-case.ts';
import type { Places, RunReference } from '#harness/workflow/request.ts';
import { storedRun } from '#harness/workflow/judge/verify-run.ts';
import { withStoreAtHand } from '#harness/workflow/store/with-store.ts';
import { writeOutput } from '#harness/workflow/write-output.ts';

/** Which decision to bundle, and where. */
export type BundleRequest = Pick<Places, 'home' | 'store'> & {
  readonly run: RunReference;
  /** Which of several decisions; that of the run's own policy where it is left out. */
  readonly policy?: string;
  /** Where the bundle goes; a file in `home` that is called by its address where it is left out. An absolute path. */
  readonly file?: string;
  /** The file of the private key that signs it (PEM, Ed25519); without it the bundle is not signed. An absolute path. */
  readonly signWith?: string;
};

/** The bundle that was written. */
export type Bundled = {
  readonly file: string;
  readonly address: string;
  readonly record: VerdictRecord;
  /** The weakest among the devices of the run. */
  readonly provenance: Provenance;
  readonly launches: number;
  /** The key that signed it; null where none did. */
  readonly keyId: string | null;
  /** The same lines as the file has. */
  readonly lines: () => AsyncGenerator<string>;
};

/** Of a text, as Node works it out. */
export const sha256: Hash = (text) => createHash('sha256').update(text, 'utf8').digest('hex');

/** The default folder of bundles, below the home. */
const BUNDLES_FOLDER = 'bundles';
export const BUNDLE_ENDING = '.bundle';
/** Digits of an address that distinguish the bundles of a folder. */
const NAMED_DIGITS = 16;

/**
 * Writes everything that a decision follows from, and the decision, into one file: the same run gives the same bytes. Throws
 * RUN_INVALID where the decision does not follow from the launches.
 */
export async function bundleRun(
  request: BundleRequest,
  host: Host,
  caller: Pick<Caller, 'storeOption'> = {},
): Promise<Bundled> {
  const key = request.signWith === undefined ? null : await readPrivateKey(request.signWith);
  const inStore = storeOption(request, caller);
  return withStoreAtHand(request, host, async (store) => {
    const found = await findVerdicts(request.run, store, inStore);
    const record = chosen(found.records, found.run, request);
    const again = reportCommand(shellWord(request.run.name), inStore);
    const recomputed = await recompute(record, found.run, loaderIn(store, found.run, record), host.version);
    refuseDiffering(record, recomputed, again);
    const { runs, exclusions } = recomputed;
    const reports = await renderCase(recomputed, record, host);
    const content: BundleContent = { harness: host.version, runs, exclusions, record, reports };
    const address = await addressOf(content, sha256);
    const signature = key === null ? null : signAddress(address, key);
    const lines = (): AsyncGenerator<string> => bundleLines(content, sha256, signature);
    const name = `${record.runId}-${address.slice(0, NAMED_DIGITS)}${BUNDLE_ENDING}`;
    const file = request.file ?? join(request.home, BUNDLES_FOLDER, basename(name));
    await writeOutput(file, lines(), null);
    const launches = runs.reduce((sum, { run }) => sum + launchesOf(run).length, 0);
    const provenance = provenanceOf(found.run.devices);
    return { file, address, record, provenance, launches, keyId: key === null ? null : keyIdOf(key), lines };
  });
}

/** A run that is in a folder may be in no store. */
function loaderIn(store: RunStore, run: Run, record: VerdictRecord): (id: string) => Promise<Run> {
  return async (id) => (id === run.id ? run : storedRun(id, record, store));
}

/** The decision that is meant. Throws USAGE that names them all where that is not plain. */
function chosen(records: readonly VerdictRecord[], run: Run, { run: { name }, policy }: BundleRequest): VerdictRecord {
  const wanted = policy ?? (records.length > 1 ? run.policy : undefined);
  const own = records.filter((record) => wanted === undefined || record.policy.id === wanted);
  // The store also has what was compared with other runs; a bundle is of the decision on the run itself.
  const [record, ...others] = own.length > 1 ? own.filter((each) => each.baselineRunId === baselineRunId(run)) : own;
  if (record !== undefined && others.length === 0) return record;
  const names = [...new Set(records.map((each) => each.policy.id))].join(', ');
  throw new BenchError(
    'USAGE',
    record === undefined
      ? `There is no decision on ${name} under the policy ${wanted ?? ''}.`
      : `There are several decisions on ${name}, under: ${names}.`,
    {
      remedy:
        record === undefined
          ? `Name one of these with --policy: ${names}; or judge the run with: ${reportCommand('RUN')}`
          : 'Name one with --policy, or the folder of a report in place of the run.',
    },
  );
}

function refuseDiffering(record: VerdictRecord, { differences, isByOtherRules }: Recomputed, again: string): void {
  const [first] = differences;
  if (first === undefined) return;
  const { subject, metric, what, stored, recomputed } = first;
  const where = [what, 'of', subject, metric].filter((word) => word !== '').join(' ');
  const why = isByOtherRules ? `Rules ${record.rules} of version ${record.harness} judged it. ` : '';
  throw new BenchError(
    'RUN_INVALID',
    `The decision on ${record.runId} does not follow from its launches: the ${where} is ${stored ?? 'nothing'}, and they give ${recomputed ?? 'nothing'}.`,
    { remedy: `${why}Judge the run again with: ${again}` },
  );
}
