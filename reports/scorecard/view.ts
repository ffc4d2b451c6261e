import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { CombinationScore, Scorecard, TargetCell } from '#harness/domain/scorecard.ts';
import { limitRatio } from './position.ts';
import { roughDurationText } from '#harness/text/durations.ts';
import { day, momentText } from '#harness/text/moments.ts';
import { count, percentText, signed, whole } from '#harness/text/numbers.ts';
import {
  boundText,
  cellText,
  combinationName,
  doubtText,
  driftText,
  EXTERNAL_WORDS,
  externalText,
  falseAlarmText,
  levelText,
  osText,
  reliabilityText,
  scorecardHeadline,
  STANDING_WORDS,
  VERDICT_WORDS,
} from '#harness/text/scorecard.ts';
import { shortHash } from '#harness/text/sentences.ts';

/** A scorecard in words, every number scaled and rounded once. */
export type ScorecardView = ReturnType<typeof scorecardView>;

export function scorecardView(scorecard: Scorecard, sha256: string) {
  const { verdict, reasons, product, release, madeAt, candidate, comparedWith, combinations, coverage, deviceMs } =
    scorecard;
  const targets =
    combinations[0]?.cells.map(({ target, bound }) => ({
      label: target.label,
      how: target.how,
      wanted: bound === null ? '' : boundText(target, bound),
    })) ?? [];
  const areAllPhysical = combinations.every(({ provenance }) => provenance === null || provenance === 'physical');
  return {
    verdict,
    word: VERDICT_WORDS[verdict],
    sign: { ship: '✓', hold: '✕', undecided: '?' }[verdict],
    headline: scorecardHeadline(scorecard),
    moreReasons: reasons.slice(1),
    lead: leadOf(combinations),
    product,
    release,
    made: momentText(madeAt),
    mark: areAllPhysical
      ? ''
      : combinations.some(({ provenance }) => provenance === 'physical')
        ? 'partly virtual'
        : 'virtual',
    candidate: { version: candidate.version, builds: candidate.builds.map(named) },
    comparedWith: comparedWith.map(named),
    pinned: scorecard.pinned === null ? null : named(scorecard.pinned),
    mayOverride: scorecard.mayOverride,
    evidence: `${count(scorecard.runIds.length, 'run')}, ${roughDurationText(deviceMs)} of device time`,
    runIds: scorecard.runIds,
    targets,
    combinations: combinations.map(combinationView),
    regressions: scorecard.regressions,
    waived: scorecard.waived.map(({ message, waiver, runId }) => ({
      message,
      runId,
      left: waiver === null ? '' : `${count(waiver.daysLeft, 'day')} left`,
    })),
    drift: scorecard.drift.map((own) => ({
      label: METRICS[own.metric].label,
      text: driftText(own),
      /** Of a bar that ends at the budget. */
      share: Math.round(Math.min(1, (own.usedPercent ?? 0) / own.budgetPercent) * 100),
      isOver: own.state === 'over',
    })),
    answers: answersView(scorecard.answers),
    reliability: scorecard.reliability.map((own) => ({ label: own.label, text: reliabilityText(own) })),
    coverage: {
      combinations: `${coverage.measured} of ${coverage.planned} expected ${coverage.expected.some(({ suite }) => suite !== null) ? 'combinations and suites' : 'combinations'} are measured`,
      missing: coverage.missing,
      stale: coverage.stale,
      falseAlarms: coverage.falseAlarms === null ? '' : falseAlarmText(coverage.falseAlarms),
    },
    external: scorecard.external.map((own) => ({
      ...own,
      word: EXTERNAL_WORDS[own.state],
      text: externalText(own),
    })),
    next: scorecard.next.map(({ what, deviceMs: cost }) => ({
      what,
      cost: cost === null ? 'no phone' : roughDurationText(cost),
    })),
    releaseNames: scorecard.roadmap.map((own) => own.release),
    roadmap: roadmapView(scorecard),
    sha256,
    shortSha256: shortHash(sha256),
  };
}

function named({ label, sha256 }: { readonly label: string; readonly sha256: string }) {
  return { label, sha256, short: shortHash(sha256) };
}

/** `Base on iPhone 15 Pro meets 4 of 5 targets.`; empty where the release asks nothing of it. */
function leadOf(combinations: readonly CombinationScore[]): string {
  const deciding = combinations.find(({ decides }) => decides);
  const asked = deciding?.cells.filter(({ bound }) => bound !== null) ?? [];
  if (deciding === undefined || asked.length === 0) return '';
  const met = asked.filter(({ standing }) => standing === 'met').length;
  return `${combinationName(deciding)} meets ${whole(met)} of ${count(asked.length, 'target')}.`;
}

function combinationView(combination: CombinationScore) {
  const { variant, deviceName, decides, provenance, measuredAt, isStale } = combination;
  const notes = [...(decides ? ['decides the release'] : []), ...(isStale ? ['too old'] : [])];
  return {
    name: `${variant} · ${deviceName}`,
    os: osText(combination),
    provenance: provenance ?? '',
    isVirtual: provenance !== null && provenance !== 'physical',
    decides,
    notes: notes.join(', '),
    measured: measuredAt === null ? '' : day(measuredAt),
    cells: combination.cells.map((cell) => ({
      ...cellView(cell),
      wanted: cell.bound === null ? '' : boundText(cell.target, cell.bound),
      ownTarget: decides || cell.bound === null ? '' : boundText(cell.target, cell.bound),
    })),
  };
}

function cellView(cell: TargetCell) {
  const { standing, target, level, bound, doubt } = cell;
  return {
    standing,
    target: target.label,
    word: standing === 'noTarget' ? '' : STANDING_WORDS[standing],
    /** An interval is never broken in two. */
    value: level === null ? '' : levelText(target, level).replace(', ', ',\u{A0}'),
    why: doubt === null ? '' : doubtText(doubt),
    text: cellText(cell),
    picture: level === null || bound === null ? null : limitRatio(level, bound, target.as === 'answersPerJoule'),
  };
}

function answersView(answers: Scorecard['answers']) {
  if (answers === null) return null;
  return {
    types: answers.byType
      .filter(({ by }) => by === 'answerType')
      .map(({ type, questions, baseline, candidate }) => ({
        type,
        questions: whole(questions),
        before: percentText(baseline),
        now: percentText(candidate),
        change: `${signed(100 * (candidate - baseline), 1)} pp`,
      })),
    flips: `${whole(answers.better)} better, ${whole(answers.worse)} worse of ${count(answers.questions, 'question')}`,
  };
}

function roadmapView({ roadmap }: Scorecard) {
  const [first] = roadmap;
  if (first === undefined) return [];
  return first.cells.map(({ target, level }, index) => ({
    label: target.label,
    known: target.known === null ? 'baseline' : levelText(target, { estimate: target.known, low: null, high: null }),
    now: level === null ? STANDING_WORDS.notMeasured : levelText(target, level),
    releases: roadmap.map(({ release, cells }) => {
      const cell = cells[index];
      return cell === undefined || cell.bound === null
        ? { release, wanted: '', standing: 'noTarget', word: '' }
        : {
            release,
            wanted: boundText(target, cell.bound),
            standing: cell.standing,
            word: STANDING_WORDS[cell.standing],
          };
    }),
  }));
}
