import type { Random } from '#harness/ports/time.ts';

const TWO_TO_32 = 2 ** 32;

/**
 * A seeded generator: the same seed and stream give the same numbers on every machine. Streams of one seed are
 * independent of each other, so that adding one consumer of chance changes no other consumer's numbers.
 *
 * xoshiro128** 1.1, its state filled by SplitMix64 (Blackman & Vigna, https://prng.di.unimi.it).
 *
 * @param seed any integer that a number can hold exactly
 */
export function createRandom(seed: number, stream = ''): Random {
  const fill = splitMix64(BigInt(seed) ^ (BigInt(hashText(stream)) << 32n));
  const [first, second] = [fill(), fill()];
  const draw = xoshiro128StarStar([
    Number(BigInt.asUintN(32, first)),
    Number(first >> 32n),
    Number(BigInt.asUintN(32, second)),
    Number(second >> 32n),
  ]);
  return { next: () => draw() / TWO_TO_32 };
}

/** Unsigned 32-bit numbers from a state of four of them, not all zero. */
export function xoshiro128StarStar(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** Unsigned 64-bit numbers from any seed, even 0: the generator that the authors of xoshiro advise for its seeding. */
export function splitMix64(seed: bigint): () => bigint {
  let state = BigInt.asUintN(64, seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  };
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** FNV-1a over UTF-16 code units; the empty text gives 0, so that a seed without a stream is the seed itself. */
function hashText(text: string): number {
  if (text === '') return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
