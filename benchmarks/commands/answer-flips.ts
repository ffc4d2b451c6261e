/**
 * How accuracy is judged when answers flip rarely and to one side: the score interval beside Student's t of clustered
 * differences, at a margin of one point. Simulated. Seeded.
 */
import { CONFIDENCE } from '#harness/compare/levels.ts';
import { meanChange, type ScoredPair } from '#harness/compare/answers/answer-interval.ts';
import type { Iteration } from '#harness/domain/measured.ts';
import { clusteredMean } from '#harness/stats/intervals/clustered-mean.ts';
import { createRandom } from '#harness/stats/random.ts';
import { type TInterval, tInterval } from '#harness/stats/intervals/t-interval.ts';
import { percent, printMachine, printTable } from '#benchmarks/print/print.ts';

const TRIALS = Number(process.argv[2] ?? 2000);
const MARGIN = 0.01;
/** Of a soft score, one as likely as the other. */
const SOFT = [0.3, 0.6, 1];
const SOFT_MEAN = 1.9 / 3;

type Kind = {
  readonly name: string;
  readonly better: number;
  readonly worse: number;
  readonly sizes: readonly number[];
  readonly perImage: number;
  /** The share of images whose questions flip together. */
  readonly together: number;
};

const single = { sizes: [1], perImage: 1, together: 0 };
const KINDS: readonly Kind[] = [
  { ...single, name: '1 % worse', better: 0, worse: 0.01 },
  { ...single, name: '3 % worse, 2 % better', better: 0.02, worse: 0.03 },
  { ...single, name: 'soft scores, worse only', better: 0, worse: 0.01 / SOFT_MEAN, sizes: SOFT },
  { ...single, name: '1 % worse, three of an image together', better: 0, worse: 0.01, perImage: 3, together: 1 },
  { ...single, name: '1 % worse, of two images in five together', better: 0, worse: 0.01, perImage: 3, together: 0.4 },
  { ...single, name: '1 % worse, three of an image, each by itself', better: 0, worse: 0.01, perImage: 3 },
  { ...single, name: 'unchanged, .2 % to either side', better: 0.002, worse: 0.002 },
  { ...single, name: 'unchanged, 1 % to either side', better: 0.01, worse: 0.01 },
  { ...single, name: 'unchanged, .2 % to either side, three of an image', better: 0.002, worse: 0.002, perImage: 3 },
  { ...single, name: '3 % worse', better: 0, worse: 0.03 },
];

const ITERATION: Iteration = {
  index: 0,
  phase: 'measured',
  cycle: 0,
  questionId: 0,
  spans: [],
  tokenNs: [],
  tokenCount: 0,
  tokenIdsSha256: '',
  answer: '',
  thermal: null,
  score: null,
  agrees: null,
};

function drawn(seed: number, questions: number, kind: Kind): readonly ScoredPair[] {
  const random = createRandom(seed, kind.name);
  const draw = (): number => {
    const [chance, size] = [random.next(), kind.sizes[Math.floor(random.next() * kind.sizes.length)] ?? 1];
    return chance < kind.worse ? -size : chance < kind.worse + kind.better ? size : 0;
  };
  return Array.from({ length: questions / kind.perImage }, (_, imageId) => {
    const [common, isWhole] = [draw(), random.next() < kind.together];
    return Array.from({ length: kind.perImage }, (_, index): ScoredPair => {
      const place = { questionId: kind.perImage * imageId + index, imageId, answerType: '', questionType: '' };
      return {
        pair: { ...place, baseline: ITERATION, candidate: ITERATION },
        value: isWhole ? common : draw(),
      };
    });
  }).flat();
}

/** With the error of as many independent questions at least, and that of one flipped answer. */
function studentsT(scored: readonly ScoredPair[]): TInterval | null {
  const values = scored.map(({ pair, value }) => ({ value, cluster: pair.imageId, stratum: pair.answerType }));
  const clustered = clusteredMean(values);
  const independent = clusteredMean(values.map((value, index) => ({ ...value, cluster: index })));
  if (clustered === null || independent === null) return null;
  const error = Math.max(clustered.standardError, independent.standardError, 1 / values.length);
  return tInterval(clustered.estimate, error, Math.max(1, clustered.clusters - clustered.strata), CONFIDENCE);
}

function rowOf(kind: Kind, questions: number): readonly string[] {
  const counts = { t: { passed: 0, regressed: 0 }, score: { passed: 0, regressed: 0 } };
  for (let seed = 0; seed < TRIALS; seed += 1) {
    const scored = drawn(seed, questions, kind);
    const intervals = { t: studentsT(scored), score: meanChange(scored)?.interval ?? null };
    for (const rule of ['t', 'score'] as const) {
      const interval = intervals[rule];
      if (interval === null) continue;
      if (interval.low > -MARGIN) counts[rule].passed += 1;
      if (interval.high < -MARGIN) counts[rule].regressed += 1;
    }
  }
  const share = (count: number): string => percent(count / TRIALS);
  const { t, score } = counts;
  return [
    kind.name,
    String(questions),
    share(t.passed),
    share(score.passed),
    share(t.regressed),
    share(score.regressed),
  ];
}

printMachine(`Rare flips, margin one point, simulated, ${TRIALS} comparisons a row`);
printTable(
  ['answers', 'questions', 'passes, Student’s t', 'passes, ours', 'regression, Student’s t', 'regression, ours'],
  KINDS.flatMap((kind) => [240, 501, 1200].map((questions) => rowOf(kind, questions))),
);
