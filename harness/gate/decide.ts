import type { Assessment } from '#harness/domain/assessment.ts';
import {
  type Decision,
  decidingPart,
  isUnconfirmed,
  isWaived,
  type Policy,
  type Reason,
  type RunPolicy,
  type SHIPPED_POLICY_IDS,
} from '#harness/domain/decision.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import { type Exceptions, NO_EXCEPTIONS } from '#harness/domain/waiver.ts';
import { judgeEntitlements } from './entitlements.ts';
import { judgeFaults } from './faults.ts';
import { tooFewToPass } from './launches-to-pass.ts';
import { missingComparisons } from './missing.ts';
import { judgeOutputs } from './outputs.ts';
import { ofSameCode } from './same-code.ts';
import { otherToolchain } from './toolchain.ts';
import { isNothingShown, leftOut, unlearned } from './unlearned.ts';
import { collectReasons } from './collect-reasons.ts';
import { withConfirmation } from './confirm.ts';
import type { SortedReasons } from './sorted-reasons.ts';
import { withWaivers } from './waivers.ts';

/**
 * With 12 launches of each build an unchanged one passes on one phone after 13 blocks instead of 20; slowness in up to 22 % of
 * launches may stay unseen instead of 14 % (benchmarks/commands/tails.ts).
 */
const ENOUGH_FOR_A_PULL_REQUEST = 12;

/**
 * A doubt alone does not block a pull request; it blocks a release. A pull request wants its answer soon; a release wants to know
 * all of it, and asks for as many launches as its suite does.
 */
export const POLICIES = {
  pr: {
    id: 'pr',
    inconclusive: 'warn',
    virtual: 'accept',
    endsWhenSure: true,
    mostToPass: ENOUGH_FOR_A_PULL_REQUEST,
  },
  release: { id: 'release', inconclusive: 'block', virtual: 'refuse', endsWhenSure: false, mostToPass: null },
} as const satisfies Record<(typeof SHIPPED_POLICY_IDS)[number], RunPolicy>;

const NOTHING_SHOWN: Reason = {
  kind: 'nothingShown',
  message: 'No comparison that decides shows the candidate to be unharmed; there are only doubts',
};
const NO_BASELINE: Reason = {
  kind: 'noBaseline',
  message: 'Measured alone: without a baseline no regression can be seen.',
};

/**
 * May the build ship? A primary metric of severity `block`, or an opened phase of one, fails it when its interval
 * lies beyond the margin and its p holds among those of all metrics and devices that decide (Holm), phones of one model
 * deciding together. A broken package fails it too, and so does an app that fails more often, or that was given up where
 * the baseline was not. It passes only when something that
 * decides was shown to be unharmed, or, without a baseline, when something was measured. Doubts make it inconclusive where
 * the policy blocks on them, and are notes where it does not. A change that was waived is a note. Where the policy asks for a
 * second session, a regression fails it only if that session, judged by the same rules, finds it too.
 */
export function decide(assessment: Assessment, under: Policy, exceptions: Exceptions = NO_EXCEPTIONS): Decision {
  const policy = decidingPart(under);
  const found = withConfirmation(
    reasonsIn(assessment, policy, exceptions),
    policy,
    assessment.secondSession,
    (second) => reasonsIn(second, policy, exceptions).fails,
  );
  const doesFail = found.fails.length > 0;
  const { block: blockingDoubts = [], warn: notedDoubts = [] } = Object.groupBy(found.doubts, (doubt) =>
    effectOfDoubt(doubt, policy),
  );
  // A regression that is not confirmed has ended the run all the same.
  const isEndExplained = doesFail || found.blocks.some(isUnconfirmed);
  const isPassOwed = !doesFail && (policy.inconclusive === 'warn' || notedDoubts.length > 0);
  // What somebody has accepted needs not be shown to be unharmed.
  const isAccepted = found.notes.some(isWaived);
  const isUnproven = isPassOwed && isNothingShown(assessment) && !isAccepted;
  const virtual = notPhysical(assessment);
  const doesRefuseVirtual = policy.virtual === 'refuse';
  const blocking = [
    ...(isEndExplained ? [] : leftOut(assessment, isAccepted)),
    ...unlearned(assessment),
    ...found.blocks,
    ...blockingDoubts,
    ...(isUnproven ? [...notedDoubts, NOTHING_SHOWN] : []),
    ...(doesRefuseVirtual ? virtual : []),
  ];
  const notes = [
    // Doubts come first, those about faults before all: under this policy nobody but the reader acts on them.
    ...(isUnproven ? [] : notedDoubts),
    ...found.notes,
    ...(assessment.isBaselineWanted ? [] : [NO_BASELINE]),
    ...(doesRefuseVirtual ? [] : virtual),
  ];
  if (doesFail) return { kind: 'fail', policy, reasons: found.fails, notes: [...blocking, ...notes] };
  return { kind: blocking.length > 0 ? 'inconclusive' : 'pass', policy, reasons: blocking, notes };
}

/** What a session by itself gives for and against the build, with what somebody has accepted among the notes. */
function reasonsIn(assessment: Assessment, policy: Policy, exceptions: Exceptions): SortedReasons {
  const faults = judgeFaults(assessment);
  const changes = collectReasons(assessment);
  const outputs = judgeOutputs(assessment);
  const entitlements = judgeEntitlements(assessment);
  const missing = missingComparisons(assessment);
  const reasons: SortedReasons = {
    fails: [...faults.fails, ...changes.fails],
    blocks: [...faults.blocks, ...changes.blocks, ...missing.blocks],
    doubts: [
      ...faults.doubts,
      ...changes.doubts,
      ...outputs.doubts,
      ...entitlements.doubts,
      ...missing.doubts,
      ...tooFewToPass(assessment, policy),
    ],
    notes: [...otherToolchain(assessment), ...faults.notes, ...changes.notes, ...outputs.notes, ...entitlements.notes],
  };
  return withWaivers(ofSameCode(reasons, assessment), assessment, exceptions);
}

function notPhysical({ devices }: Assessment): readonly Reason[] {
  const provenance = provenanceOf(devices);
  if (provenance === 'physical') return [];
  const source = provenance === 'host' ? 'the machine of the harness' : 'a virtual device';
  return [{ kind: 'virtual', message: `The numbers come from ${source}, not from an iPhone.` }];
}

/** What a doubt does under a policy: what the policy says of its metric, also where that was not compared, else of every doubt. */
function effectOfDoubt(doubt: Reason, { inconclusive, metrics = {} }: Policy): Policy['inconclusive'] {
  const metric = metricOf(doubt);
  return (metric === null ? undefined : metrics[metric]?.inconclusive) ?? inconclusive;
}

function metricOf(doubt: Reason): MetricId | null {
  if ('metric' in doubt) return doubt.metric;
  return 'notCompared' in doubt ? doubt.notCompared : null;
}
