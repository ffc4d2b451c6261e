import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { count } from '#harness/text/numbers.ts';
import type { Run } from '#harness/domain/run.ts';
import { JUDGING_RULES, recordedVerdicts, type VerdictRecord } from '#harness/domain/verdict-record.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { RunStore } from '#harness/ports.ts';
import { candidateOnly } from '#harness/workflow/candidate-only.ts';
import { type Case, isPolicy, judgeRun } from '#harness/workflow/judge-run.ts';
import { type Places, storeOption } from '#harness/workflow/bench-folder.ts';
import { table } from '#harness/cli/text/table.ts';
import { type Difference, verdictDifferences } from '#harness/workflow/verdict-differences.ts';
import { findVerdicts, mismatchOf } from '#harness/workflow/find-verdicts.ts';
import { withStoreAtHand } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';

/**
 * Works out every verdict on a run again from its launches. 1 where one is not what was stored; 3 where only other rules than
 * today's have said otherwise, which proves nothing either way.
 */
export async function verifyCommand(
  reference: string,
  options: Pick<Places, 'store'>,
  world: World,
): Promise<ExitCode> {
  return withStoreAtHand<ExitCode>(options.store, world, async (store) => {
    const { run, records, source, note } = await findVerdicts(reference, store, options.store, world.cwd);
    world.terminal.write(note);
    let code: ExitCode = 0;
    for (const record of records) {
      const mismatch = mismatchOf(record, run, source);
      if (mismatch !== null) {
        code = 1;
        world.terminal.write(`${mismatch}\n`);
        continue;
      }
      const known = await caseOf(record, run, store);
      const { assessment, decision } = judgeRun(known);
      const found = verdictDifferences(record, recordedVerdicts(assessment, decision));
      if (found.length > 0 && code !== 1) code = isByOtherRules(record, world.version) ? 3 : 1;
      world.terminal.write(
        verifiedText(record, known, found, { reference, storeFile: options.store, version: world.version }),
      );
    }
    world.terminal.write(UNSEEN);
    return code;
  });
}

function isByOtherRules({ harness, rules }: VerdictRecord, version: string): boolean {
  return rules !== JUDGING_RULES || harness !== version;
}

const UNSEEN =
  'Launches are taken as they are stored: whether they were altered, or measured where they say, verify cannot tell.\n';

/** What the record says that the verdicts followed from. */
async function caseOf(record: VerdictRecord, run: Run, store: RunStore): Promise<Case> {
  const { policy, seed, calibrations } = record;
  if (!isPolicy(policy)) {
    throw new BenchError(
      'RUN_INVALID',
      `${record.runId} was judged under the policy "${policy}", which is not known.`,
      {
        remedy: `Verify it with fastvlm-bench ${record.harness}, which judged it.`,
      },
    );
  }
  const stored = { policy, seed, calibrations };
  if (record.design !== 'stored') return { ...stored, run, baselineRun: null, earlierRuns: [] };
  const [baselineRun, ...earlierRuns] = await Promise.all(
    [record.baselineRunId ?? '', ...record.earlierRunIds].map(async (id) => storedRun(id, record, store)),
  );
  if (baselineRun === undefined) throw new Error('a stored design without a baseline');
  return { ...stored, run: candidateOnly(run), baselineRun: candidateOnly(baselineRun), earlierRuns };
}

async function storedRun(id: string, record: VerdictRecord, store: RunStore): Promise<Run> {
  const run = await store.load(id);
  if (run !== null) return run;
  throw new BenchError('UNKNOWN_RUN', `${record.runId} was compared with ${id}, which is not in this store.`, {
    remedy: 'Name the store that holds it with --store.',
  });
}

function verifiedText(
  record: VerdictRecord,
  { run, baselineRun, earlierRuns }: Case,
  differences: readonly Difference[],
  {
    reference,
    storeFile,
    version,
  }: { readonly reference: string; readonly storeFile: string; readonly version: string },
): string {
  const judgedAgain =
    record.baselineRunId === null || record.baselineRunId === run.baselineRunId
      ? `fastvlm-bench report ${shellWord(reference)}${storeOption(storeFile)}`
      : `fastvlm-bench compare ${record.baselineRunId} ${record.runId}${storeOption(storeFile)}`;
  const against = record.baselineRunId === null ? '' : ` against ${record.baselineRunId}`;
  const runs = [run, ...(baselineRun === null ? [] : [baselineRun]), ...earlierRuns];
  const launches = runs.reduce((sum, { launches: own }) => sum + own.length, 0);
  const title = `${record.runId}${against}, judged ${record.judgedAt} by ${record.harness} under ${record.policy}: ${record.decision}\n`;
  const scope = `${count(record.verdicts.length, 'verdict')} recomputed from ${count(launches, 'launch', 'launches')}`;
  if (differences.length === 0) return `${title}${scope}: all as stored\n`;
  const rows = differences.map(({ subject, passId, metric, what, stored, recomputed }) => [
    subject,
    passId,
    metric,
    what,
    stored ?? 'nothing',
    recomputed ?? 'nothing',
  ]);
  const versions = isByOtherRules(record, version)
    ? `Judged by rules ${record.rules} of version ${record.harness}, computed again by rules ${JUDGING_RULES} of version ${version}: the difference proves nothing. Judge it again with: ${judgedAgain}\n`
    : '';
  return (
    `${title}${scope}: ${count(differences.length, 'difference')}\n${versions}` +
    table(['of', 'pass', 'metric', 'what', 'stored', 'recomputed'], rows)
  );
}
