import { expect, test } from 'vitest';
import { aMeasured, anIteration, aRun } from '#harness/compare/run.fixture.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { KeptChecksums } from './kept-checksums.ts';

function launchOf(buildId: string, ...asked: readonly (readonly [questionId: number, pixels: string])[]): Launch {
  const iterations = asked.map(([questionId, pixels]) => anIteration({}, { questionId, checksums: { pixels } }));
  const [launch] = aRun({ blocks: 1, outcome: () => aMeasured({ iterations }) }).launches;
  if (launch === undefined) throw new Error('no launch');
  return { ...launch, buildId };
}

function pixelsOf({ outcome }: Launch): readonly (string | undefined)[] {
  return outcome.kind === 'measured' ? outcome.iterations.map(({ checksums }) => checksums?.pixels) : [];
}

test('a run keeps the first checksums of each build to each question', () => {
  const kept = new KeptChecksums([launchOf('one', [1, 'a'])]);
  expect(pixelsOf(kept.keepIn(launchOf('one', [1, 'b'], [2, 'c'], [2, 'd'])))).toEqual([undefined, 'c', undefined]);
  expect(pixelsOf(kept.keepIn(launchOf('two', [1, 'e'], [3, 'f'])))).toEqual(['e', 'f']);
});
