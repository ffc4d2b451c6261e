/**
 * What is refused of evidence bundles that were changed at random. Seeded. Careless changes leave the chain of hashes as it was; who
 * knows how bundles are made works out all hashes again. Each is verified without a key and, as a bundle that was signed, with
 * the public key of its signature.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, type BundleContent, bundleLines } from '#harness/bundle/write-bundle.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { JUDGING_RULES, recordedVerdicts, VERDICT_RECORD_VERSION } from '#harness/domain/verdict-record.ts';
import { decidingPart, type Policy } from '#harness/domain/decision.ts';
import { launchesOf, type Run } from '#harness/domain/run.ts';
import { sessionOf } from '#harness/domain/session-of.ts';
import { secondSessionScope } from '#harness/gate/confirm.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { CALM } from '#harness/lab/self-test/conditions.ts';
import { inject } from '#harness/lab/self-test/inject.ts';
import { ASSUMED_PROFILE } from '#harness/lab/self-test/profile.ts';
import { secondRunFrom } from '#harness/lab/self-test/second-run.ts';
import { SIMULATED_PHONE, simulateRun } from '#harness/lab/self-test/simulate-run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { signAddress } from '#harness/workflow/bundle/bundle-signature.ts';
import { sha256 } from '#harness/workflow/bundle/bundle-run.ts';
import { judgeRun } from '#harness/workflow/judge/judge-run.ts';
import { recompute } from '#harness/workflow/judge/recompute.ts';
import { renderCase } from '#harness/workflow/judge/render-case.ts';
import { verifyBundle } from '#harness/workflow/bundle/verify-bundle.ts';
import { jsonReporter } from '#reports/json/reporter.ts';
import latency from '#suites/latency.suite.ts';
import { printMachine, printRows, write } from '#benchmarks/print/print.ts';
import { CARELESS, FITTED, type Mutation, OF_SECOND_SESSION } from '#benchmarks/runs/bundle-mutations.ts';
import { withOneQuestion } from '#benchmarks/runs/stopped-runs.ts';

const MUTATIONS = Number(process.argv[2] ?? 1000);
const HOST = {
  version: '0.0.0',
  reporters: async () => [jsonReporter()],
  policies: async () => Object.values(POLICIES),
};

/** A session of a candidate whose encoder is slower. */
function drawn(seed: number): Run {
  const phones = [{ device: SIMULATED_PHONE, profile: ASSUMED_PROFILE }];
  const steady = simulateRun({ suite: withOneQuestion(latency), phones, conditions: CALM, seed });
  return inject(steady, { change: { kind: 'slowStage', stage: 'visionEncode' }, size: 0.15 }, seed);
}

const policy: Policy = { ...decidingPart(POLICIES.pr), id: 'twice', confirm: 'secondSession' };
const first = drawn(1);
const known = { baselineRun: null, earlierRuns: [], calibrations: [], policy, seed: first.seed };
const found = judgeRun({ ...known, run: first });
const scope = secondSessionScope(found.decision, found.assessment);
if (scope === null) throw new Error('the first session finds nothing that a second one could confirm');
const run: Run = { ...first, secondSession: sessionOf(secondRunFrom(drawn(2), first, scope)) };
const judged = judgeRun({ ...known, run });
if (judged.decision.kind !== 'fail') throw new Error('the second session does not confirm the first one');
const record = {
  schemaVersion: VERDICT_RECORD_VERSION,
  ...recordedVerdicts(judged.assessment, judged.decision),
  judgedAt: '2026-01-01T00:00:00.000Z',
  harness: HOST.version,
  rules: JUDGING_RULES,
  policy,
  waivers: [],
  seed: run.seed,
  baselineRunId: null,
  earlierRunIds: [],
  calibrations: [],
};

const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-bundles-'));
const file = join(folder, 'changed.bundle');
const keyFile = join(folder, 'public.pem');

/** Whether a changed bundle is refused or its decision is not confirmed. */
async function isRefused(bundle: Buffer, key?: string): Promise<boolean> {
  writeFileSync(file, bundle);
  try {
    const { refusal, differingParts, recomputed } = await verifyBundle(
      { file, ...(key === undefined ? {} : { key }) },
      HOST,
    );
    return refusal !== null || differingParts.length > 0 || recomputed.differences.length > 0;
  } catch (error) {
    if (error instanceof BenchError) return true;
    throw error;
  }
}

async function rowOf(mutation: Mutation, count: number, unsigned: Buffer, signed: Buffer): Promise<readonly string[]> {
  const random = createRandom(1, mutation.name);
  let [made, alone, withKey] = [0, 0, 0];
  while (made < count) {
    const changed = await mutation.change(unsigned, random);
    const changedSigned = await mutation.change(signed, random);
    if (changed === null || changedSigned === null) continue;
    if (changed.equals(unsigned) || changedSigned.equals(signed)) continue;
    made += 1;
    if (await isRefused(changed)) alone += 1;
    if (await isRefused(changedSigned, keyFile)) withKey += 1;
  }
  return [mutation.name, String(made), String(alone), String(withKey)];
}

async function written(content: BundleContent, signature: Parameters<typeof bundleLines>[2]): Promise<Buffer> {
  await writeFile(file, bundleLines(content, sha256, signature));
  return readFileSync(file);
}

try {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  const recomputed = await recompute(record, run, async () => run, HOST.version);
  const { runs, exclusions } = recomputed;
  const reports = await renderCase(recomputed, record, HOST);
  const content = { harness: HOST.version, runs, exclusions, record, reports };
  const unsigned = await written(content, null);
  const signed = await written(content, signAddress(await addressOf(content, sha256), privateKey));
  printMachine(
    `Changed bundles that are refused, of a simulated run of ${launchesOf(run).length} launches in two sessions`,
  );
  write(`Unchanged: ${(await isRefused(unsigned)) || (await isRefused(signed, keyFile)) ? 'refused' : 'verified'}\n\n`);
  const header = ['change', 'bundles', 'refused', 'refused with a key'];
  printRows(header, await rowsOf(CARELESS, unsigned, signed));
  write('\nThe same with every hash worked out again:\n');
  printRows(header, await rowsOf([...FITTED, ...OF_SECOND_SESSION], unsigned, signed));
} finally {
  rmSync(folder, { recursive: true });
}

async function rowsOf(
  mutations: readonly Mutation[],
  unsigned: Buffer,
  signed: Buffer,
): Promise<readonly (readonly string[])[]> {
  const rows = [];
  const each = Math.ceil(MUTATIONS / mutations.length);
  for (const mutation of mutations) rows.push(await rowOf(mutation, each, unsigned, signed));
  return rows;
}
