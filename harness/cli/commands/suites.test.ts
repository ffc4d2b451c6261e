import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMargin, aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;
let text: string;

beforeAll(async () => {
  const margins = [
    aMargin('timeToFirstToken', { percent: 5 }),
    aMargin('visionEncode', { percent: 5 }),
    aMargin('peakMemory', { percent: 3, absolute: 20e6 }),
    aMargin('averagePower', { percent: 8, severity: 'warn' }),
  ];
  const metrics = margins.map(({ metric }) => metric);
  phones = commands({ suites: [aSuite([aPass('mixed', metrics)], margins)] });
  text = (await phones.bench('suites')).out;
});
afterAll(() => phones.close());

test('of two margins the one that counts is said', () => {
  expect(text).toMatch(/^ {2}mixed +Peak memory +peakMemory +primary +3 % or 20 MB, the larger$/m);
});

test('a launch asks no more questions than the subset has, so that the number is the most', () => {
  expect(text).toMatch(/a phone, each launch up to \d+ questions? of shapes-vqa\/\w+/);
});

test('the words of the table are explained below it, once', () => {
  expect(text).toMatch(/ {2}8 % \(warns\)$/m);
  expect(text.match(/^(name|primary|phase|secondary|\(warns\)) +\S/gm)).toHaveLength(5);
});
