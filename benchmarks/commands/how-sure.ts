/**
 * Draws the pictures of docs/how-sure.md: seeded simulations, judged by the rule itself. The same pictures on every machine.
 * Usage: how-sure.ts [folder]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Block } from '#harness/compare/change/blocks.ts';
import type { Judgement } from '#harness/compare/change/judgement.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { judgeLooks } from '#harness/compare/change/remeasured.ts';
import { seenAtLooks } from '#harness/compare/change/seen-blocks.ts';
import { trimmed } from '#harness/text/numbers.ts';
import { mean } from '#harness/stats/moments.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import latency from '#suites/latency.suite.ts';
import { type Dot, dots, intervals, line, type Row } from '#benchmarks/print/picture.ts';
import { blockAt, MARGIN } from '#benchmarks/runs/simulated-comparisons.ts';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../docs/how-sure/', import.meta.url));
const LAUNCH_SD = 0.04 / Math.SQRT2;
const LEVEL_MS = 100;

const protocol = latency.passes[0]?.protocol;
if (protocol === undefined) throw new Error('the latency suite has no pass');
const { blocks, fewestToPass } = protocol;
const looks = takenLooks(protocol, blocks);

function noiseOf(name: string): () => number {
  const normal = standardNormal(createRandom(7, name));
  return () => LAUNCH_SD * normal();
}

/** Launches of the same build, one after another. */
function noise(): string {
  const launch = noiseOf('noise');
  const values = Array.from({ length: 24 }, () => LEVEL_MS * Math.exp(launch()));
  return dots({
    title: '24 launches of the same app',
    x: 'launch',
    y: 'time to first token, ms',
    dots: values.map((y, x): Dot => ({ x: x + 1, y, tone: 'baseline' })),
  });
}

/** A phone that slows down by 12 %, and the same app as "before" and "after". */
function order(isInterleaved: boolean): string {
  const launch = noiseOf('order');
  const count = 24;
  const all = Array.from({ length: count }, (_, at): Dot => {
    const warmth = Math.log(1.12) * (at / (count - 1));
    const isCandidate = isInterleaved ? [1, 2].includes(at % 4) : at >= count / 2;
    return { x: at + 1, y: LEVEL_MS * Math.exp(warmth + launch()), tone: isCandidate ? 'candidate' : 'baseline' };
  });
  const of = (tone: Dot['tone']): number => mean(all.filter((dot) => dot.tone === tone).map(({ y }) => y)) ?? 0;
  const change = 100 * (of('candidate') / of('baseline') - 1);
  const way = isInterleaved ? 'taking turns' : 'one after the other';
  const sign = change > 0 ? '+' : '−';
  return dots({
    title: `The same app twice, ${way}: ${sign}${trimmed(Math.abs(change), 1)} %`,
    x: 'launch, on a phone that grows warm',
    y: 'time to first token, ms',
    dots: all,
  });
}

const VERDICTS: readonly Row[] = [
  { name: 'regression', low: 0.07, estimate: 0.1, high: 0.13, tone: 'bad' },
  { name: 'inconclusive', low: 0.01, estimate: 0.045, high: 0.08, tone: 'unsure' },
  { name: 'drift', low: 0.01, estimate: 0.025, high: 0.04, tone: 'good' },
  { name: 'no regression', low: -0.02, estimate: 0.005, high: 0.03, tone: 'good' },
  { name: 'improvement', low: -0.12, estimate: -0.09, high: -0.06, tone: 'good' },
];

/** One comparison, look by look, until it is decided. */
function lookByLook(): string {
  const launch = noiseOf('looks');
  const judgements = judgeLooks(MARGIN, [seenAtLooks({ margin: MARGIN, blocks: session(launch, 0) }, looks)], looks);
  const rows = looks.blocks.flatMap((until, look) => rowOf(`after ${until} blocks`, judgements[look]));
  const end = looks.blocks.findIndex((until) => until >= fewestToPass);
  return intervals('An unchanged build, look by look', rows.slice(0, end + 1));
}

/** Six blocks on each of four phones, and their mean. */
function fourPhones(): string {
  const launch = noiseOf('fleet');
  const phones = Array.from({ length: 4 }, () => seenAtLooks({ margin: MARGIN, blocks: session(launch, 0) }, looks));
  const first = (own: typeof phones): Judgement | undefined => judgeLooks(MARGIN, own, looks)[0];
  return intervals('Six blocks on each of four phones', [
    ...phones.flatMap((phone, index) => rowOf(`phone ${index + 1}`, first([phone]))),
    ...rowOf('their mean', first(phones)),
  ]);
}

function session(launch: () => number, change: number): readonly Block[] {
  return Array.from({ length: blocks }, (_, block) => blockAt(block, launch(), launch(), change));
}

function rowOf(name: string, judgement: Judgement | undefined): readonly Row[] {
  const change = judgement?.change ?? null;
  if (judgement === undefined || change === null) return [];
  const { kind } = judgement.verdict;
  const tone = kind === 'regression' ? 'bad' : kind === 'inconclusive' ? 'unsure' : 'good';
  return [{ name, low: change.low, estimate: change.estimate, high: change.high, tone }];
}

/** Chance that at least one of so many comparisons accuses an unchanged build that sits at its margins. */
function manyComparisons(): string {
  const at = (count: number): { readonly x: number; readonly y: number } => ({
    x: count,
    y: 100 * (1 - 0.95 ** count),
  });
  return line({
    title: 'At least one false alarm, each comparison at 5 %',
    x: 'comparisons',
    y: '% of runs',
    points: Array.from({ length: 60 }, (_, index) => at(index + 1)),
    limit: { y: 5, name: 'what the gate keeps (Holm)' },
  });
}

/** The rarest slowness that shows up at least once in 95 of 100 runs. */
function rareLaunches(): string {
  return line({
    title: 'Slow launches that may have been missed',
    x: 'launches of the candidate',
    y: '% of launches',
    points: Array.from({ length: 59 }, (_, index) => ({ x: index + 2, y: 100 * (1 - 0.05 ** (1 / (index + 2))) })),
    limit: null,
  });
}

mkdirSync(FOLDER, { recursive: true });
const pictures = {
  noise: noise(),
  'one-after-the-other': order(false),
  'taking-turns': order(true),
  verdicts: intervals('Where the interval lies, and what it is called', VERDICTS),
  looks: lookByLook(),
  phones: fourPhones(),
  'many-comparisons': manyComparisons(),
  'rare-launches': rareLaunches(),
};
for (const [name, svg] of Object.entries(pictures)) writeFileSync(join(FOLDER, `${name}.svg`), svg);
