import { listed } from '#harness/text/lists.ts';
import { waiveCommand } from '#harness/text/commands.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { metricName } from '#harness/text/names.ts';
import { combinationName, externalText, sinceText } from '#harness/text/scorecard.ts';
import { count, trimmed } from '#harness/text/numbers.ts';
import { deviceMsOf, type JudgedRun } from './judged-run.ts';
import { type Means, type Wanted, withCommand } from './measure-command.ts';
import type {
  CombinationScore,
  DriftUse,
  NextStep,
  ReleaseFinding,
  Scorecard,
  TargetCell,
} from '#harness/domain/scorecard.ts';

type Scored = Omit<Scorecard, 'verdict' | 'reasons' | 'next'>;

/** What would change the verdict: what needs a phone by its device time, and what needs a person. */
export function nextSteps(
  { combinations, regressions, drift, pinned, external, coverage, madeAt }: Scored,
  means: Means,
): readonly NextStep[] {
  const { runs, storeOption } = means;
  const typicalMs = runs.length === 0 ? null : runs.reduce((sum, { run }) => sum + deviceMsOf(run), 0) / runs.length;
  const deciding = combinations.filter(({ decides }) => decides);
  const counting = deciding.filter(({ counts }) => counts);
  const measured = [
    ...counting.flatMap((combination) =>
      combination.cells.flatMap((cell) => targetStep(combination, cell, means, typicalMs)),
    ),
    ...coverage.expected.flatMap(({ name, suite, standing }) =>
      suite === null || standing === 'measured'
        ? []
        : [
            {
              what: `${name}: measure it${standing === 'notCounted' ? PHYSICALLY : ''}${withCommand({ metrics: [], suites: [suite] }, means) || ` with --suite ${suite}.`}`,
              deviceMs: typicalMs,
            },
          ],
    ),
    ...(counting.length > 0 ? [] : deciding.slice(0, 1)).map((combination) => ({
      what: `${combinationName(combination)} decides: measure it${means.isPhysicalWanted ? PHYSICALLY : ''}${withCommand(allOf(combination), means) || '.'}`,
      deviceMs: typicalMs,
    })),
  ];
  return [
    ...measured.toSorted((a, b) => (a.deviceMs ?? Number.POSITIVE_INFINITY) - (b.deviceMs ?? Number.POSITIVE_INFINITY)),
    ...regressions.map((finding) => ({
      what: `${finding.message}: fix it${orAccept(finding, runs, { madeAt, storeOption })}`,
      deviceMs: null,
    })),
    ...driftSteps(drift, pinned, means, typicalMs),
    ...external
      .filter(({ state }) => state !== 'met')
      .map((gate) => ({ what: `${gate.label}: ${externalText(gate)}.`, deviceMs: null })),
  ];
}

/** What an open target needs. */
function targetStep(
  combination: CombinationScore,
  cell: TargetCell,
  means: Means,
  typicalMs: number | null,
): readonly NextStep[] {
  if (cell.bound === null) return [];
  const step = (words: string, deviceMs: number | null): readonly NextStep[] => [
    { what: `${cell.target.label}, ${combinationName(combination)}: ${words}`, deviceMs },
  ];
  if (cell.doubt?.kind === 'notReported') {
    return step(
      'its phones do not report it. Measure on phones that do, or change the targets of the release plan.',
      null,
    );
  }
  switch (cell.standing) {
    case 'notMeasured':
      return step(`measure it once${once(combination, cell, means)}`, typicalMs);
    case 'missed':
      return step('it misses the target; a better build is needed.', null);
    case 'notProven':
      return cell.toProve === null
        ? step('its estimate does not meet the target; a better build is needed.', null)
        : step(proofText(cell), cell.toProve.deviceMs);
    case 'met':
    case 'noTarget':
      return [];
  }
}

const PHYSICALLY = ' on a physical iPhone';

/** One measurement beside the pinned baseline shows all that is not known of the budgets. */
function driftSteps(
  drift: readonly DriftUse[],
  pinned: Scorecard['pinned'],
  means: Means,
  typicalMs: number | null,
): readonly NextStep[] {
  const of = (...states: readonly DriftUse['state'][]): readonly DriftUse[] =>
    drift.filter(({ state }) => states.includes(state));
  const unknown = of('notCompared', 'open');
  const metrics = listed(unknown.map(({ metric }) => metricName(metric)));
  const wanted = { metrics: unknown.map(({ metric }) => metric), isChange: true };
  return [
    ...of('over').map(({ metric, usedPercent }) => ({
      what: `${metricName(metric)} lost ${trimmed(usedPercent ?? 0, 1)} % since ${sinceText(pinned)}: recover some of it.`,
      deviceMs: null,
    })),
    ...(unknown.length === 0
      ? []
      : [
          {
            what: `Drift of ${metrics}: measure the candidate beside ${sinceText(pinned)}${withCommand(wanted, means) || `, with --baseline ${pinned?.baseline ?? 'NAME'}.`}`,
            deviceMs: typicalMs,
          },
        ]),
  ];
}

/** Only what got worse in a metric can be waived. Nothing stands behind the command, which people copy. */
function orAccept(
  { runId, message }: ReleaseFinding,
  runs: readonly JudgedRun[],
  { madeAt, storeOption }: { readonly madeAt: string; readonly storeOption: string },
): string {
  const reasons = runs.find(({ run }) => run.id === runId)?.decision.reasons ?? [];
  const reason = reasons.find((own) => own.message === message);
  return reason !== undefined && 'metric' in reason
    ? `, or accept it for a time: ${waiveCommand(shellWord(runId), reason.metric, madeAt, storeOption)}`
    : '.';
}

/** What a combination must meet. */
function allOf({ cells, deviceModel }: CombinationScore): Wanted {
  const metrics = cells.filter(({ bound }) => bound !== null).map(({ target }) => target.metric);
  return { metrics, deviceModel };
}

/** How a target is measured where nothing of it is known. */
function once({ deviceModel }: CombinationScore, { target }: TargetCell, means: Means): string {
  const { metric, dataset, as } = target;
  const command = withCommand({ metrics: [metric], dataset, deviceModel, isChange: as === 'answersPerJoule' }, means);
  if (dataset === undefined) return command || '.';
  return ` on ${dataset}${command || `, with --dataset ${dataset}/SUBSET.`}`;
}

function proofText({ level, toProve }: TargetCell): string {
  const blocks = count(toProve?.blocks ?? 0, 'more block');
  return level?.low === null
    ? `with ${blocks} its estimate has an interval.`
    : `with ${blocks} it is proven, if its estimate is true.`;
}
