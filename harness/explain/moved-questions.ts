import type { Launch } from '#harness/domain/launch.ts';
import type { Iteration, Stage } from '#harness/domain/measured.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Differing } from '#harness/domain/model-change.ts';
import { isCounted } from '#harness/domain/outcome.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';
import { median } from '#harness/stats/quantile.ts';

/** One question in both builds: the middle of its times over launches, and the middle length of its answers. */
export type MovedQuestion = {
  readonly questionId: number;
  readonly ms: Differing<number>;
  readonly tokens: Differing<number>;
};

/** How the questions of a launch moved between the builds. */
export type MovedQuestions = {
  /** How many were asked of both builds. */
  readonly compared: number;
  readonly slower: number;
  /** The mean over them of the middle lengths, in output tokens. */
  readonly tokens: Differing<number>;
  /** The largest relative growth first. */
  readonly most: readonly MovedQuestion[];
};

const MOST_NAMED = 5;
const NS_PER_MS = 1e6;

type From = {
  readonly run: Pick<Run, 'launches'>;
  readonly baselineRun: Pick<Run, 'launches'> | null;
  readonly passId: string;
  readonly deviceIds: readonly string[];
};

/** On which questions a time shows, over all measured launches of the devices; null where it is no time of a question. */
export function movedQuestions(metric: MetricId, from: From): MovedQuestions | null {
  const timed = TIMES[metric];
  if (timed === undefined) return null;
  const [before, now] = [byQuestion(timed, 'baseline', from), byQuestion(timed, 'candidate', from)];
  const both = [...now].flatMap(([questionId, own]): readonly MovedQuestion[] => {
    const other = before.get(questionId);
    const ms = { baseline: median(other?.ms ?? []), candidate: median(own.ms) };
    const tokens = { baseline: median(other?.tokens ?? []), candidate: median(own.tokens) };
    if (ms.baseline === null || ms.candidate === null || tokens.baseline === null || tokens.candidate === null)
      return [];
    return [
      {
        questionId,
        ms: { baseline: ms.baseline, candidate: ms.candidate },
        tokens: { baseline: tokens.baseline, candidate: tokens.candidate },
      },
    ];
  });
  if (both.length === 0) return null;
  const mean = (of: (question: MovedQuestion) => number): number =>
    both.reduce((sum, question) => sum + of(question), 0) / both.length;
  const growth = ({ ms }: MovedQuestion): number => (ms.baseline > 0 ? ms.candidate / ms.baseline : 1);
  return {
    compared: both.length,
    slower: both.filter((question) => growth(question) > 1).length,
    tokens: { baseline: mean(({ tokens }) => tokens.baseline), candidate: mean(({ tokens }) => tokens.candidate) },
    most: both.toSorted((a, b) => growth(b) - growth(a) || a.questionId - b.questionId).slice(0, MOST_NAMED),
  };
}

type Values = { readonly ms: number[]; readonly tokens: number[] };

function byQuestion(timed: (iteration: Iteration) => number | null, arm: Arm, from: From): ReadonlyMap<number, Values> {
  const values = new Map<number, Values>();
  for (const launch of launchesOf(arm, from)) {
    if (!isCounted(launch)) continue;
    for (const iteration of launch.outcome.iterations) {
      const ms = iteration.phase === 'measured' ? timed(iteration) : null;
      if (ms === null) continue;
      const own = values.get(iteration.questionId) ?? { ms: [], tokens: [] };
      own.ms.push(ms);
      own.tokens.push(iteration.tokenCount);
      values.set(iteration.questionId, own);
    }
  }
  return values;
}

/** A stored run has measured the baseline as its own candidate. */
function launchesOf(arm: Arm, { run, baselineRun, passId, deviceIds }: From): readonly Launch[] {
  const own = run.launches.filter(({ slot }) => slot.arm === arm);
  const stored = arm === 'baseline' && own.length === 0 ? (baselineRun?.launches ?? []) : [];
  const all = own.length > 0 ? own : stored.filter(({ slot }) => slot.arm === 'candidate');
  return all.filter(({ deviceId, slot }) => slot.pass === passId && deviceIds.includes(deviceId));
}

/** What a metric is of one question, in milliseconds; of the decode rate the time of a token. */
const TIMES: Partial<Record<MetricId, (iteration: Iteration) => number | null>> = {
  preprocess: (iteration) => stageMs(iteration, 'preprocess'),
  visionEncode: (iteration) => stageMs(iteration, 'visionEncode'),
  prefill: (iteration) => stageMs(iteration, 'prefill'),
  timeToFirstToken: ({ spans, tokenNs }) => since(spans[0]?.startNs, tokenNs[0]),
  endToEnd: ({ spans, tokenNs }) => since(spans[0]?.startNs, tokenNs.at(-1)),
  decodeRate: tokenMs,
  interTokenP50: tokenMs,
  interTokenP95: tokenMs,
};

function stageMs({ spans }: Iteration, stage: Stage): number | null {
  const span = spans.find((one) => one.stage === stage);
  return since(span?.startNs, span?.endNs);
}

function tokenMs({ tokenNs }: Iteration): number | null {
  const ms = since(tokenNs[0], tokenNs.at(-1));
  return ms === null || tokenNs.length < 2 ? null : ms / (tokenNs.length - 1);
}

function since(fromNs: number | undefined, toNs: number | undefined): number | null {
  return fromNs === undefined || toNs === undefined ? null : (toNs - fromNs) / NS_PER_MS;
}
