import type { z } from 'zod';
import { nearest } from './nearest.ts';

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

/**
 * What is wrong with a field, to go on after its name: "must be a number". For fields of files that people write whose schema
 * says nothing of its own.
 */
export function plainIssue(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') {
    const must = `must be ${KINDS[issue.expected] ?? issue.expected}`;
    return issue.input === undefined ? `is missing: it ${must}` : must;
  }
  if (issue.code === 'invalid_value') return `must be ${choiceText(issue.values.map(String), issue.input)}`;
  if (issue.code === 'too_small')
    return sizeText(issue.origin, `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`);
  if (issue.code === 'too_big')
    return sizeText(issue.origin, `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`);
  return 'is not valid';
}

/** A list of all metrics helps nobody. */
const MOST_CHOICES = 6;

function choiceText(choices: readonly string[], input: unknown): string {
  if (choices.length <= MOST_CHOICES) return `${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}`;
  const meant = nearest(String(input), choices);
  return `one of ${choices.length} known names${meant === null ? '' : ` (did you mean ${meant}?)`}`;
}

function sizeText(origin: string, size: string): string {
  if (origin === 'array') return `must have ${size} in the list`;
  return origin === 'string' ? `must have ${size} letters` : `must be ${size}`;
}
