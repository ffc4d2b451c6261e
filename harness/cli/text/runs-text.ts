import { ABSENT } from '#harness/text/numbers.ts';
import type { BaselineEntry, BaselineMove, RunEntry } from '#harness/ports/store.ts';
import { unfinishedCommand } from '#harness/text/commands.ts';
import { table } from './table.ts';
import { provenanceMark } from '#harness/text/names.ts';
import { momentText } from '#harness/text/moments.ts';

/** Stored runs in the order given. */
export function runsText(runs: readonly RunEntry[], columns: number | null): string {
  if (runs.length === 0)
    return 'No runs yet. Measure a build with: fastvlm-bench run --suite smoke --candidate app.ipa\n';
  const rows = runs.map((run) => [
    run.id,
    run.suiteId,
    run.candidateLabel,
    run.baselineLabel ?? ABSENT,
    decisionText(run),
    [provenanceMark(run.provenance) ?? [], run.isComplete ? [] : 'incomplete'].flat().join(', '),
  ]);
  return table(['run', 'suite', 'build', 'baseline', 'decision', ''], rows, columns);
}

/** Runs that no store has yet; empty without any. */
export function unfinishedText(folders: readonly string[]): string {
  if (folders.length === 0) return '';
  const what =
    folders.length === 1
      ? 'A run is not finished. Unless it is being measured now, resume it with:'
      : 'Runs are not finished. Unless they are being measured now, resume them with:';
  return `\n${what}\n${folders.map((folder) => `  ${unfinishedCommand(folder)}\n`).join('')}`;
}

/** All baselines with the runs they name. */
export function baselinesText(
  entries: readonly BaselineEntry[],
  runs: readonly RunEntry[],
  columns: number | null,
): string {
  if (entries.length === 0) return 'No baselines yet. Measure a build, then: fastvlm-bench baseline set NAME RUN\n';
  const byId = new Map(runs.map((run) => [run.id, run]));
  const rows = entries.map(({ name, runId, setAt }) => {
    const run = byId.get(runId);
    const mark = run === undefined ? null : provenanceMark(run.provenance);
    return [name, runId, run?.candidateLabel ?? ABSENT, momentText(setAt), ...(mark === null ? [] : [mark])];
  });
  return table(['name', 'run', 'build', 'set', ''], rows, columns);
}

/** Moves of baselines, first to last. */
export function movesText(moves: readonly BaselineMove[], name: string | undefined, columns: number | null): string {
  if (moves.length === 0)
    return name === undefined ? 'No baseline was ever set.\n' : `No baseline was ever called ${name}.\n`;
  const rows = moves.map((move) => [
    momentText(move.at),
    move.name,
    move.runId ?? 'removed',
    move.by ?? ABSENT,
    move.why ?? ABSENT,
  ]);
  return table(['moved', 'name', 'run', 'by', 'why'], rows, columns);
}

/**
 * Each decision with its policy, that of the run's own policy first: judging a run again under another policy adds a
 * decision and replaces none. A build without a baseline has not passed, as its report says too.
 */
function decisionText({ policy: own, decisions, baselineLabel }: RunEntry): string {
  if (decisions.length === 0) return ABSENT;
  return [...decisions]
    .sort((a, b) => Number(b.policy === own) - Number(a.policy === own))
    .map(({ policy, decision, isWaived }) => {
      const word = decision === 'pass' && baselineLabel === null ? 'measured' : decision;
      return `${word} (${policy}${isWaived === true ? ', with waivers' : ''})`;
    })
    .join(', ');
}
