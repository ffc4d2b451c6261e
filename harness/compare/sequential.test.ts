import { expect, test } from 'vitest';
import type { Block } from './blocks.ts';
import type { Judgement } from './judgement.ts';
import { takenLooks, type TakenLooks } from './looks.ts';
import { compareRemeasured } from './remeasured.ts';
import { aMargin, aPass, launchNoise } from './run.fixture.ts';

const { protocol } = aPass('latency', []);
const FOUR = takenLooks({ ...protocol, blocks: 24, looks: [6, 12, 18] }, 24);
/** A rule that everybody is tempted by: an ordinary interval at every look. */
const PEEKING: TakenLooks = { ...FOUR, levels: FOUR.levels.map(() => 0.05) };
const MARGIN = aMargin('endToEnd', { percent: 5 });

/**
 * 24 blocks whose log ratios vary by sigma around the change; both launches of a block share so much of the phone's
 * mood.
 */
function blocksOf(seed: number, sigma: number, change: number, mood = 0): readonly Block[] {
  const [noise, shared] = [launchNoise(seed, sigma / Math.SQRT2), launchNoise(seed + 1_000_000, mood)];
  return Array.from({ length: 24 }, (_, block) => {
    const first = block % 2 === 0 ? 'baseline' : 'candidate';
    const level = 100 * shared();
    return { block, first, baseline: level * noise(), candidate: level * (1 + change) * noise() };
  });
}

type Setting = { readonly looks?: TakenLooks; readonly mood?: number };

function shareOf(
  trials: number,
  change: number,
  isCounted: (last: Judgement) => boolean,
  setting: Setting = {},
): number {
  const { looks = FOUR, mood = 0 } = setting;
  let counted = 0;
  for (let seed = 0; seed < trials; seed += 1) {
    const last = compareRemeasured(MARGIN, blocksOf(seed, 0.04, change, mood), looks).at(-1);
    if (last !== undefined && isCounted(last)) counted += 1;
  }
  return counted / trials;
}

const isRegression = ({ verdict }: Judgement): boolean => verdict.kind === 'regression';
const isPassed = ({ verdict }: Judgement): boolean => ['noRegression', 'drift', 'improvement'].includes(verdict.kind);

test.each([
  ['launches that have nothing to do with each other', 0],
  ['launches of a block that share the mood of the phone', 0.05],
])(
  'of %s a change of exactly the margin is called a regression in at most 5 of 100 runs of four looks',
  (_what, mood) => {
    expect(shareOf(3000, 0.05, isRegression, { mood })).toBeLessThanOrEqual(0.05);
    // And is let pass in at most as many, and a little that chance adds.
    expect(shareOf(3000, 0.05, isPassed, { mood })).toBeLessThanOrEqual(0.055);
  },
);

test('the test above fails a rule that takes an ordinary interval at every look', () => {
  expect(shareOf(3000, 0.05, isRegression, { looks: PEEKING })).toBeGreaterThan(0.08);
});

test('an unchanged build passes and one that is ten per cent slower fails, in 97 of 100 runs', () => {
  for (const mood of [0, 0.05]) {
    expect(shareOf(500, 0, isPassed, { mood })).toBeGreaterThanOrEqual(0.97);
    expect(shareOf(500, 0.1, isRegression, { mood })).toBeGreaterThanOrEqual(0.97);
  }
});

test('a verdict says which look it is of, and an early one has the wider interval', () => {
  const early = compareRemeasured(MARGIN, blocksOf(1, 0.01, 0.2), FOUR)[0];
  expect(early?.evidence).toMatchObject({ n: 6, look: { number: 1, of: 4 } });
  expect(early?.change?.confidence).toBeCloseTo(1 - 2 * 0.85 * 0.00508, 4);
});

test('what an earlier look has decided stands when a later one is unsure', () => {
  const calm = blocksOf(2, 0.005, 0);
  const wild = calm.map((block) => (block.block < 6 ? block : { ...block, candidate: block.block % 4 < 2 ? 150 : 70 }));
  const judgements = compareRemeasured(MARGIN, wild, FOUR);
  expect(judgements[0]?.verdict.kind).toBe('noRegression');
  expect(judgements[3]).toMatchObject({ verdict: { kind: 'noRegression' }, evidence: { n: 6, look: { number: 1 } } });
});

test('a comparison that was looked at once says nothing of looks', () => {
  const once = takenLooks({ ...protocol, blocks: 24, looks: [] }, 24);
  expect(compareRemeasured(MARGIN, blocksOf(3, 0.02, 0), once)).toMatchObject([{ evidence: { look: null, n: 24 } }]);
});
