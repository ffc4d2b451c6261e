import { canFail } from '#harness/domain/deciding.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { type Change, metricsThatName } from './change.ts';
import { CALM, type Conditions } from './conditions.ts';

/** What a self-test does to the runs that it judges. */
export type Scenario =
  /** Nothing is wrong with the candidate, whatever the phone does. */
  | { readonly kind: 'unchanged'; readonly id: string; readonly title: string; readonly conditions: Conditions }
  /** The candidate is worse, in several sizes, the first of which is none. */
  | {
      readonly kind: 'changed';
      readonly id: string;
      readonly title: string;
      readonly change: Change;
      readonly sizes: readonly number[];
    };

type Unchanged = Extract<Scenario, { readonly kind: 'unchanged' }>;
type Changed = Extract<Scenario, { readonly kind: 'changed' }>;

const TIMES = [0, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2];
const BYTES = [0, 5e6, 10e6, 20e6, 30e6, 40e6, 60e6, 80e6];
const BYTES_PER_CYCLE = [0, 0.25e6, 0.5e6, 1e6, 1.5e6, 2e6, 3e6, 5e6];
const CRASHES = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1];
const ANSWERS = [0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1];

/** Nothing is wrong and the phone is steady. */
const STEADY: Unchanged = { kind: 'unchanged', id: 'steady', title: 'The phone is steady', conditions: CALM };
/** Nothing is wrong and the phone was as it was. */
const RECORDED: Unchanged = { ...STEADY, id: 'recorded', title: 'As recorded' };

/** Nothing is wrong and the phone is restless. */
const RESTLESS: readonly Unchanged[] = [
  {
    kind: 'unchanged',
    id: 'drift',
    title: 'The phone gets slower by 1 % a block',
    conditions: { ...CALM, driftPerBlock: 0.01 },
  },
  {
    kind: 'unchanged',
    id: 'heat',
    title: 'The phone gets hot and slower by 30 %',
    conditions: { ...CALM, heat: { fromBlock: 3, slowdown: 0.3 } },
  },
  {
    kind: 'unchanged',
    id: 'correlated',
    title: 'Launches resemble those of the block before (correlation 0.5)',
    conditions: { ...CALM, lag1: 0.5 },
  },
];

const CHANGED: readonly Changed[] = [
  changed('preprocess', 'Pre-processing slower', { kind: 'slowStage', stage: 'preprocess' }, TIMES),
  changed('vision-encoder', 'Vision encoder slower', { kind: 'slowStage', stage: 'visionEncode' }, TIMES),
  changed('prefill', 'Prefill slower', { kind: 'slowStage', stage: 'prefill' }, TIMES),
  changed('decode', 'Decoding slower', { kind: 'slowStage', stage: 'decode' }, TIMES),
  changed('load', 'Model load slower', { kind: 'slowLoad' }, TIMES),
  changed('memory', 'More memory from the start', { kind: 'ballast' }, BYTES),
  changed('leak', 'Memory left behind by each cycle', { kind: 'leak' }, BYTES_PER_CYCLE),
  changed('energy', 'More energy for each answer', { kind: 'moreEnergy' }, TIMES),
  changed('wrong-answers', 'Right answers became wrong', { kind: 'wrongAnswers' }, ANSWERS),
  changed('crashes', 'Launches crash', { kind: 'crashes' }, CRASHES),
  changed('swapped-build', 'The baseline ran in place of the candidate', { kind: 'swappedBuild' }, [0, 1]),
];

/** The scenarios that a suite can see. Recorded launches had a phone of their own, so that theirs cannot be chosen. */
export function scenariosOf(suite: Suite, source: 'simulated' | 'recorded'): readonly Scenario[] {
  const measured = new Set(suite.passes.flatMap((pass) => pass.metrics));
  const deciding = suite.margins.filter((margin) => canFail(margin) && measured.has(margin.metric));
  const isVisible = ({ change }: Changed): boolean => {
    const names = metricsThatName(change);
    return names.length === 0 || deciding.some(({ metric }) => names.includes(metric));
  };
  return [...(source === 'simulated' ? [STEADY, ...RESTLESS] : [RECORDED]), ...CHANGED.filter(isVisible)];
}

function changed(id: string, title: string, change: Change, sizes: readonly number[]): Changed {
  return { kind: 'changed', id, title, change, sizes };
}
