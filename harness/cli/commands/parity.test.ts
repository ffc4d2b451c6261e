import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { completed } from '#harness/domain/count-slots.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import type { StageChecksums } from '#harness/domain/stage-checksums.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';

let phones: Commands;
beforeAll(async () => {
  phones = commands({ suites: [suiteWith(4)] });
  await phones.bench('run', '--suite', 'latency', '--candidate', 'app.ipa', '--out', 'one');
});
afterAll(() => phones.close());

/** The run once more, as it would be with another candidate or other answers. */
function changed(name: string, change: (run: Run) => Run): void {
  const run = parseRun(JSON.parse(readFileSync(join(phones.folder, 'one', 'run.json'), 'utf8')), 'one');
  writeFileSync(join(phones.folder, `${name}.json`), JSON.stringify(change(run)));
}

/** With this answer to every question. */
function withTokens(run: Run, hash: string, tokenIds: readonly number[], answer = 'yes'): Run {
  const launches = run.launches.map((launch) => {
    if (launch.outcome.kind !== 'measured') return launch;
    const iterations = launch.outcome.iterations.map((iteration) => {
      return { ...iteration, tokenIdsSha256: hash, tokenIds, tokenCount: tokenIds.length, tokenNs: [], answer };
    });
    return { ...launch, outcome: { ...launch.outcome, iterations } };
  });
  return { ...run, launches };
}

/** With so many other tokens for the first question of each launch. */
function answeredOtherwise(run: Run): Run {
  const launches = run.launches.map((launch) => {
    if (launch.outcome.kind !== 'measured') return launch;
    const iterations = launch.outcome.iterations.map((iteration, at) =>
      at === 0 ? { ...iteration, tokenIdsSha256: 'f'.repeat(64), answer: 'another answer' } : iteration,
    );
    return { ...launch, outcome: { ...launch.outcome, iterations } };
  });
  return { ...run, launches };
}

test('a run gives the answers of itself', async () => {
  const { code, out } = await phones.bench('parity', 'one', 'one');
  expect(out).toMatch(/^✓ Same tokens and texts for \d+ questions?: \S+ on .+ and \S+ on .+\.\n$/);
  expect(code).toBe(0);
});

test('the same tokens that ended for another reason are counted, and are no other answer', async () => {
  const ended = (finishReason: 'length' | 'endOfSequence') => (run: Run) => ({
    ...run,
    launches: run.launches.map((launch) => {
      if (launch.outcome.kind !== 'measured') return launch;
      const iterations = launch.outcome.iterations.map((iteration) => ({ ...iteration, finishReason }));
      return { ...launch, outcome: { ...launch.outcome, iterations } };
    }),
  });
  changed('cut', ended('length'));
  changed('whole', ended('endOfSequence'));
  const { code, out } = await phones.bench('parity', 'cut.json', 'whole.json');
  expect(out).toMatch(/\n\d+ questions? with the same tokens ended for another reason: in one run at the limit/);
  expect(code).toBe(0);
  expect((await phones.bench('parity', 'cut.json', 'one')).out).not.toContain('another reason');
});

test('other tokens are shown beside those of the other run, and end with 1', async () => {
  changed('otherwise', answeredOtherwise);
  const { code, out } = await phones.bench('parity', 'one', 'otherwise.json');
  expect(out).toContain('“another answer”');
  expect(out).toContain('ids ffffffffffff');
  expect(out).toContain('Which token differs first is not known for 1 question: a run does not keep their tokens.\n');
  expect(out).toMatch(/✕ Different tokens or texts for \d+ of \d+ questions?: /);
  expect(code).toBe(1);
});

test.each<[string, readonly number[], string]>([
  ['a token in the middle', [7, 8, 40], 'first different token: number 2, ids 9 and 8'],
  ['a longer answer', [7, 9, 40, 5], 'first different token: number 4, ids none and 5'],
  ['a shorter answer', [7, 9], 'first different token: number 3, ids 40 and none'],
])('%s: the first token that differs is named with both ids', async (_what, tokens, line) => {
  changed('told', (run) => withTokens(run, 'a', [7, 9, 40]));
  changed('told-otherwise', (run) => withTokens(run, 'b', tokens, 'no'));
  const { code, out } = await phones.bench('parity', 'told.json', 'told-otherwise.json');
  expect(out).toContain(`\n  ${line}\n`);
  expect(out).not.toContain('Which token');
  expect(code).toBe(1);
});

/** With these checksums for every question. */
function withChecksums(run: Run, checksums: StageChecksums): Run {
  const launches = run.launches.map((launch) => {
    if (launch.outcome.kind !== 'measured') return launch;
    const iterations = launch.outcome.iterations.map((iteration) => ({ ...iteration, checksums }));
    return { ...launch, outcome: { ...launch.outcome, iterations } };
  });
  return { ...run, launches };
}

const STAGES: StageChecksums = { pixels: 'p', visionFeatures: 'v', projectedFeatures: 'f' };

test.each<[string, StageChecksums, StageChecksums, string]>([
  ['other pixels', STAGES, { ...STAGES, pixels: 'q', projectedFeatures: 'g' }, 'in pre-processing'],
  [
    'other vision features',
    STAGES,
    { ...STAGES, visionFeatures: 'w', projectedFeatures: 'g' },
    'in the vision encoder',
  ],
  ['other features of one network', STAGES, { pixels: 'p', projectedFeatures: 'g' }, 'in the vision encoder'],
  ['other projected features alone', STAGES, { ...STAGES, projectedFeatures: 'g' }, 'in the projector'],
  ['the same of all', STAGES, STAGES, 'in the language model'],
])('answers with %s part at a stage that is named', async (_what, one, other, where) => {
  changed('stages', (run) => withChecksums(run, one));
  changed('other-stages', (run) => withChecksums(answeredOtherwise(run), other));
  const { out } = await phones.bench('parity', 'stages.json', 'other-stages.json');
  expect(out).toContain(`\n  they diverge ${where}: `);
  expect(out).not.toContain('The stage at which');
});

test.each<[string, StageChecksums]>([
  ['pixels', { projectedFeatures: 'g' }],
  ['features', { pixels: 'p' }],
])('where a run does not keep the %s, no stage is guessed', async (_what, other) => {
  changed('stages', (run) => withChecksums(run, STAGES));
  changed('other-stages', (run) => withChecksums(answeredOtherwise(run), other));
  const { out } = await phones.bench('parity', 'stages.json', 'other-stages.json');
  expect(out).not.toContain('they diverge in');
  expect(out).toMatch(/The stage at which they diverge is not known for 1 question: /);
});

test('where the tokens are the same and the text is not, that is said', async () => {
  changed('told', (run) => withTokens(run, 'a', [7, 9, 40]));
  changed('retold', (run) => withTokens(run, 'a', [7, 9, 40], 'no'));
  expect((await phones.bench('parity', 'told.json', 'retold.json')).out).toContain(
    '  the same tokens with different texts\n',
  );
});

test.each<[string, (run: Run) => Run, RegExp]>([
  [
    'of other models',
    (run) => ({ ...run, candidate: { ...run.candidate, models: [{ name: 'new.onnx', sha256: 'a', bytes: 1 }] } }),
    /with different files:\n {2}- Model file .+ differs\./,
  ],
  [
    'of other questions',
    (run) => ({ ...run, datasets: run.datasets.map((own) => ({ ...own, manifestSha256: 'other' })) }),
    /has other questions\./,
  ],
  ['without an answer', (run) => completed({ ...run, launches: [] }), /have no answered question in common\./],
])('runs %s are refused', async (name, change, message) => {
  changed('other', change);
  const { code, err } = await phones.bench('parity', 'one', 'other.json');
  expect([name, err]).toEqual([name, expect.stringMatching(message)]);
  expect(code).toBe(2);
});
