import { expect, test } from 'vitest';
import { aMeasured, anIteration, aRun, CRASH } from '#harness/compare/run.fixture.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Iteration } from '#harness/domain/measured.ts';
import { KeptTokens } from './kept-tokens.ts';

function answered(hash: string, tokenIds?: readonly number[]): Iteration {
  return anIteration({}, { tokenIdsSha256: hash, ...(tokenIds === undefined ? {} : { tokenIds }) });
}

function launchOf(...iterations: readonly Iteration[]): Launch {
  const [launch] = aRun({ blocks: 1, outcome: () => aMeasured({ iterations }) }).launches;
  if (launch === undefined) throw new Error('no launch');
  return launch;
}

function tokensOf({ outcome }: Launch): readonly (readonly number[] | undefined)[] {
  return outcome.kind === 'measured' ? outcome.iterations.map(({ tokenIds }) => tokenIds) : [];
}

test('an answer has its tokens the first time that a run has it', () => {
  const tokens = new KeptTokens();
  expect(tokensOf(tokens.keepIn(launchOf(answered('a', [1, 2]), answered('b', [3]), answered('a', [1, 2]))))).toEqual([
    [1, 2],
    [3],
    undefined,
  ]);
  expect(tokensOf(tokens.keepIn(launchOf(answered('b', [3]), answered('c', [4]), answered('d'))))).toEqual([
    undefined,
    [4],
    undefined,
  ]);
});

test('what an interrupted measurement has kept is not kept again', () => {
  const tokens = new KeptTokens([launchOf(answered('a', [1, 2]))]);
  expect(tokensOf(tokens.keepIn(launchOf(answered('a', [1, 2]), answered('b', [3]))))).toEqual([undefined, [3]]);
});

test('a run has room for so many tokens; an answer is kept whole or not at all', () => {
  const tokens = new KeptTokens([], 4);
  const long = answered('long', [1, 2, 3, 4, 5]);
  expect(tokensOf(tokens.keepIn(launchOf(answered('a', [1, 2, 3]), long, answered('b', [4]))))).toEqual([
    [1, 2, 3],
    undefined,
    [4],
  ]);
});

test('all else of a launch stays as it is', () => {
  const measured = launchOf(answered('a', [1]), answered('b'));
  expect(new KeptTokens().keepIn(measured)).toEqual(measured);
  const failed: Launch = { ...measured, outcome: CRASH };
  expect(new KeptTokens().keepIn(failed)).toBe(failed);
});
