import { expect, test } from 'vitest';
import { type Expected, judgeProof, type Proof } from './swift-proof.ts';

const UNCHANGED: Expected = { exitCode: 0, longer: [] };
const LONGER: Expected = { exitCode: 1, longer: ['visionEncode'] };

/**
 * Verdicts of pre-processing, vision encoder and prefill by their first letters: no regression, regression, inconclusive,
 * improvement (`+`).
 */
function proofOf(expected: Expected, exitCode: number | null, letters: string): Proof {
  const words: Readonly<Record<string, string>> = {
    n: 'noRegression',
    r: 'regression',
    i: 'inconclusive',
    '+': 'improvement',
  };
  const verdicts = ['preprocess', 'visionEncode', 'prefill'].map((metric, at) => ({
    metric,
    verdict: words[letters[at] ?? ''] ?? '',
  }));
  return judgeProof(expected, { exitCode, verdicts });
}

test.each<[string, Expected, number | null, string, Proof]>([
  ['no change in any stage', UNCHANGED, 0, 'nnn', 'seen'],
  ['a pass that leaves a stage open', UNCHANGED, 0, 'nin', 'undecided'],
  ['a stage that was named without a reason', UNCHANGED, 1, 'nnr', 'wrong'],
  ['a stage that got better without a reason', UNCHANGED, 0, 'n+n', 'wrong'],
  ['a gate that fails without a stage', UNCHANGED, 1, 'nnn', 'wrong'],
  ['the longer stage named', LONGER, 1, 'nrn', 'seen'],
  ['the longer stage named, and a run that ended early', LONGER, 1, 'iri', 'seen'],
  ['the longer stage and another one named', LONGER, 1, 'rrn', 'wrong'],
  ['a longer stage that was missed', LONGER, 0, 'nnn', 'wrong'],
  ['a longer stage that stayed open', LONGER, 0, 'nin', 'undecided'],
  ['a gate that fails and leaves the longer stage open', LONGER, 1, 'nin', 'wrong'],
  ['a lab that failed', LONGER, 4, 'nrn', 'undecided'],
  ['a run that was ended', UNCHANGED, null, 'nnn', 'undecided'],
])('%s', (_what, expected, exitCode, letters, proof) => {
  expect(proofOf(expected, exitCode, letters)).toBe(proof);
});

test('a run without verdicts shows nothing', () => {
  expect(judgeProof(UNCHANGED, null)).toBe('undecided');
  expect(judgeProof(UNCHANGED, { exitCode: 0, verdicts: [] })).toBe('undecided');
});
