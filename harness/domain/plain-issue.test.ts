import { expect, test } from 'vitest';
import { z } from 'zod';
import { plainIssue } from './plain-issue.ts';
import { suiteSchema } from './suite.ts';

const METRIC_NAMES = ['decodeRate', 'endToEnd', 'kneeTime', 'peakMemory', 'prefill', 'preprocess', 'visionEncode'];

test.each([
  ['nothing', z.object({ blocks: z.int() }), {}, 'is missing: it must be a number'],
  ['a text for a number', z.number(), '5', 'must be a number'],
  ['a part of a whole number', z.int(), 1.5, 'must be a whole number'],
  ['a list for an object', z.object({}), [], 'must be an object'],
  ['a number below the least', z.number().min(1), 0, 'must be at least 1'],
  ['nothing at all', z.number().positive(), 0, 'must be more than 0'],
  ['a number above the most', z.number().max(9), 10, 'must be at most 9'],
  ['a list that is too short', z.array(z.int()).min(2), [1], 'must have at least 2 in the list'],
  ['no choice', z.enum(['block', 'warn']), 'stop', 'must be one of block, warn'],
  ['a slip among many choices', z.enum(METRIC_NAMES), 'peakMemry', 'one of 7 known names (did you mean peakMemory?)'],
] as const)('%s is said in plain words', (_what, schema, value, words) => {
  expect(z.safeParse(schema, value, { error: plainIssue }).error?.issues[0]?.message).toContain(words);
});

test('no part of a suite is refused in the words of the library', () => {
  const wrong = [undefined, null, 'x', -1, 1.5, [], {}, { passes: [{}] }, { margins: [{ severity: 3 }] }];
  for (const json of wrong) {
    const { error } = suiteSchema.safeParse(json, { error: plainIssue });
    for (const { message } of error?.issues ?? []) expect(message).not.toMatch(/Invalid|expected|received/);
    expect(error?.issues.length).toBeGreaterThan(0);
  }
});
