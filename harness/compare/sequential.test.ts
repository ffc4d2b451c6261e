import { expect, test } from 'vitest';
import type { Block } from '#harness/compare/change/blocks.ts';
import type { Judgement } from '#harness/compare/change/judgement.ts';
import { takenLooks, type TakenLooks } from '#harness/compare/change/looks.ts';
import { compareRemeasured } from '#harness/compare/change/remeasured.ts';
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
  const stands = Array.from({ length: 40 }, (_, seed) => {
    const [calm, noise] = [blocksOf(2, 0.005, 0), launchNoise(seed, 0.15)];
    const restless = calm.map((block) =>
      block.block < 6 ? block : { ...block, baseline: 100 * noise(), candidate: 98 * noise() },
    );
    return compareRemeasured(MARGIN, restless, FOUR).at(-1);
  }).filter((last) => last?.evidence.look?.number === 1);
  // The others are decided again by a later look, or have an estimate beyond the margin or more outliers by chance.
  expect(stands.length).toBeGreaterThanOrEqual(8);
  for (const last of stands) expect(last).toMatchObject({ verdict: { kind: 'noRegression' }, evidence: { n: 6 } });
});

test('a comparison that was looked at once says nothing of looks', () => {
  const once = takenLooks({ ...protocol, blocks: 24, looks: [] }, 24);
  expect(compareRemeasured(MARGIN, blocksOf(3, 0.02, 0), once)).toMatchObject([{ evidence: { look: null, n: 24 } }]);
});

type Later = (block: number) => number;

/** Blocks whose arms go together and are all but alike up to the first look; from then on the candidate is slower by a factor. */
const alikeThen = (later: Later): readonly Block[] =>
  Array.from({ length: 24 }, (_, block) => {
    const level = 100 + 4 * ((7 * block) % 24);
    const factor = block < 6 ? 1 + 0.0001 * ((5 * block) % 7) : later(block);
    return { block, first: block % 2 === 0 ? 'baseline' : 'candidate', baseline: level, candidate: level * factor };
  });
const outcomes = (blocks: readonly Block[]): readonly string[] =>
  compareRemeasured(MARGIN, blocks, FOUR).map(({ verdict }) =>
    verdict.kind === 'inconclusive' ? verdict.reason : verdict.kind,
  );

test('a check that contradicts at a later look takes a pass back: it is a doubt', () => {
  // A third of the later blocks is 12 % slower: trimming cuts them off at the second look, ranks do not.
  const found = outcomes(alikeThen((block) => (block % 6 < 2 ? 1.12 : 1) + 0.0001 * block));
  expect(found).toEqual(['noRegression', 'methodsDisagree', 'straddlesMargin', 'straddlesMargin']);
});

test('a pass does not stand while all blocks together say more than the margin', () => {
  const found = outcomes(alikeThen((block) => (block % 6 < 4 ? 3 : 1) + 0.0001 * block));
  expect(found[0]).toBe('noRegression');
  expect(found.at(-1)).toBe('straddlesMargin');
});

test('significantly more outliers take a pass back, also where the interval says nothing any more', () => {
  const noise = launchNoise(1, 0.03);
  const blocks = blocksOf(0, 0, 0).map((block) => {
    const wild = block.block >= 12 && block.block % 2 === 0 ? 1.5 : block.block < 6 ? 1 : 1.02;
    return { ...block, baseline: 100 * noise(), candidate: 100 * noise() * wild };
  });
  expect(outcomes(blocks).slice(2)).toEqual(['noRegression', 'farOutLaunches']);
});
