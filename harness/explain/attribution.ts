import type { ChangedAnswer } from '#harness/domain/answer-change.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Finding } from '#harness/domain/deciding.ts';
import type { Concern, Difference } from './difference.ts';
import { differences } from './differences.ts';
import { deviceIdsOf, type Explained, factsOf } from './facts.ts';
import { type MovedQuestions, movedQuestions } from './moved-questions.ts';
import { towardsMargin } from './size.ts';

/** For a metric that surely got worse in a pass: the differences that could have moved it, and the questions that show it. */
export type Attribution = {
  readonly metric: MetricId;
  readonly passId: string;
  readonly deviceIds: readonly string[];
  /** Every difference, the likeliest first. That one stands first proves nothing. */
  readonly causes: readonly Difference[];
  /** Null where the metric is of no single question, or questions were not asked of both builds. */
  readonly questions: MovedQuestions | null;
  /** Of accuracy the answers that lost most; else empty. */
  readonly lost: readonly ChangedAnswer[];
};

const MOST_LOST = 5;

/** @param baselineRun the stored run that it was compared with, if any */
export function attributionsOf(explained: Explained & { readonly baselineRun: Run | null }): readonly Attribution[] {
  const { assessment, run, baselineRun } = explained;
  const { worse } = factsOf(explained);
  const differing = differences(assessment, baselineRun?.devices ?? null);
  const own = worse.filter((finding) => !isExplained(finding, worse));
  const groups = [...Map.groupBy(own, ({ metric, passId }) => `${metric} ${passId}`).values()];
  return groups
    .toSorted((a, b) => largest(b) - largest(a))
    .flatMap((group): readonly Attribution[] => {
      const [first] = group;
      if (first === undefined) return [];
      const { metric, passId } = first;
      const deviceIds = [...new Set(group.flatMap(deviceIdsOf))];
      const wanted = concernsOf(metric, worse);
      const change = assessment.answerChanges.find((one) => one.passId === passId && deviceIds.includes(one.deviceId));
      return [
        {
          metric,
          passId,
          deviceIds,
          causes: differing.toSorted((a, b) => rank(b, wanted) - rank(a, wanted)),
          questions: movedQuestions(metric, { run, baselineRun, passId, deviceIds }),
          lost:
            metric === 'answerAccuracy'
              ? (change?.answers ?? []).filter(({ scoreChange }) => (scoreChange ?? 0) < 0).slice(0, MOST_LOST)
              : [],
        },
      ];
    });
}

function largest(group: readonly Finding[]): number {
  return Math.max(...group.map(towardsMargin));
}

const PARTS: Partial<Record<MetricId, readonly MetricId[]>> = {
  timeToFirstToken: ['preprocess', 'visionEncode', 'prefill'],
  endToEnd: ['timeToFirstToken', 'preprocess', 'visionEncode', 'prefill', 'decodeRate'],
  interTokenP50: ['decodeRate'],
  interTokenP95: ['decodeRate'],
};

/** Whether a part of it got worse in the same pass: then that part is what there is to explain. */
function isExplained({ metric, passId }: Finding, worse: readonly Finding[]): boolean {
  return worse.some((other) => other.passId === passId && (PARTS[metric] ?? []).includes(other.metric));
}

/** What can move a metric directly. The encoder sets how many tokens prefill has to read. */
const CONCERNS: Partial<Record<MetricId, readonly Concern[]>> = {
  preprocess: ['preprocessing'],
  visionEncode: ['vision'],
  prefill: ['language', 'vision'],
  decodeRate: ['language'],
  interTokenP50: ['language'],
  interTokenP95: ['language'],
  answerAccuracy: ['vision', 'language', 'preprocessing'],
  answerAgreement: ['vision', 'language', 'preprocessing'],
  peakMemory: ['memory', 'vision', 'language'],
  memoryAfterLoad: ['memory', 'vision', 'language'],
  modelSize: ['vision', 'language'],
  modelLoadCold: ['vision', 'language'],
  modelLoadWarm: ['vision', 'language'],
  modelLoadAfterInstall: ['vision', 'language'],
};

/** A metric without parts of its own, such as energy, is moved by what moved the stages of the same run. */
function concernsOf(metric: MetricId, worse: readonly Finding[]): readonly Concern[] {
  const own = CONCERNS[metric];
  if (own !== undefined) return own;
  const stages = (['preprocess', 'visionEncode', 'prefill', 'decodeRate'] as const).filter((stage) =>
    worse.some((finding) => finding.metric === stage),
  );
  const theirs = stages.flatMap((stage) => CONCERNS[stage] ?? []);
  return theirs.length > 0 ? theirs : ['vision', 'language'];
}

/**
 * How readily a difference moves a metric: a network or file that the metric is of, then a file that says how everything is run,
 * then code, then another network, then what the build was made with.
 */
function rank({ kind, concern }: Difference, wanted: readonly Concern[]): number {
  const isWanted = wanted.includes(concern);
  switch (kind) {
    case 'graph':
    case 'computeUnits':
      return isWanted ? 6 : 1;
    case 'file':
      return isWanted ? 5 : concern === 'anything' ? 4 : 1;
    case 'entitlements':
      return isWanted ? 5 : 0;
    case 'executable':
      return 3;
    case 'system':
      return 2;
    case 'toolchain':
      return 1;
  }
}
