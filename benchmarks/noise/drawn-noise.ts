import type { Random } from '#harness/ports/time.ts';
import { autoregressive } from '#harness/lab/self-test/autoregressive.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';

/** How the logarithms of both launches of a block lie about their level, block by block of one session. */
export type DrawnBlock = { readonly baseline: number; readonly candidate: number };

export type NoiseKind = {
  readonly name: string;
  /** False where only the candidate has it: then the builds differ, whatever their middles say. */
  readonly isOfBoth: boolean;
  readonly draw: (random: Random, blocks: number) => readonly DrawnBlock[];
  /** What a calibration knows of how blocks resemble each other; 0 of none. */
  readonly knownLag1: number;
};

/** Of a launch; the difference of two has 4 %. */
const LAUNCH_SD = 0.04 / Math.SQRT2;
/** What the launches of a block have in common, where they do. */
const BLOCK_SD = 0.04;
const WILD = Math.log(1.5);

export const NOISE_KINDS: readonly NoiseKind[] = [
  both('independent', independent),
  both('launches of a block go together', together),
  both('the phone slows down by 8 %', (random, blocks) =>
    independent(random, blocks).map((drawn, block) => shifted(drawn, (Math.log(1.08) * block) / blocks)),
  ),
  both('lag-1 correlation .3', restless(0.3)),
  { ...both('lag-1 correlation .3, calibrated', restless(0.3)), knownLag1: 0.3 },
  both('lag-1 correlation .5', restless(0.5)),
  { ...both('lag-1 correlation .5, calibrated', restless(0.5)), knownLag1: 0.5 },
  both('one launch in twenty wild', wild(0.05, independent)),
  both('one launch in ten wild', wild(0.1, independent)),
  both('one in twenty wild, together', wild(0.05, together)),
  both('one in ten wild, together', wild(0.1, together)),
  { name: 'one in ten wild, candidate only', isOfBoth: false, draw: wild(0.1, independent, 0), knownLag1: 0 },
  { name: 'one in five wild, candidate only', isOfBoth: false, draw: wild(0.2, independent, 0), knownLag1: 0 },
];

function both(name: string, draw: NoiseKind['draw']): NoiseKind {
  return { name, isOfBoth: true, draw, knownLag1: 0 };
}

function restless(correlation: number): NoiseKind['draw'] {
  return (random, blocks) => {
    const normal = standardNormal(random);
    return series(blocks, autoregressive(normal, correlation), autoregressive(normal, correlation));
  };
}

function independent(random: Random, blocks: number): readonly DrawnBlock[] {
  const normal = standardNormal(random);
  return series(blocks, normal, normal);
}

function together(random: Random, blocks: number): readonly DrawnBlock[] {
  const normal = standardNormal(random);
  return series(blocks, normal, normal).map((drawn) => shifted(drawn, BLOCK_SD * normal()));
}

/** Now and then a launch takes half as long again. */
function wild(share: number, draw: NoiseKind['draw'], ofBaseline = share): NoiseKind['draw'] {
  return (random, blocks) =>
    draw(random, blocks).map(({ baseline, candidate }) => ({
      baseline: baseline + (random.next() < ofBaseline ? WILD : 0),
      candidate: candidate + (random.next() < share ? WILD : 0),
    }));
}

function series(blocks: number, baseline: () => number, candidate: () => number): readonly DrawnBlock[] {
  return Array.from({ length: blocks }, () => ({
    baseline: LAUNCH_SD * baseline(),
    candidate: LAUNCH_SD * candidate(),
  }));
}

function shifted({ baseline, candidate }: DrawnBlock, by: number): DrawnBlock {
  return { baseline: baseline + by, candidate: candidate + by };
}
