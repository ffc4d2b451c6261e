import { z } from 'zod';
import { BenchError } from './failure.ts';
import { fieldPath } from './field-path.ts';
import { nearest } from './nearest.ts';
import { plainIssue } from './plain-issue.ts';

/** A configuration file in JSON, as it was given. */
export type ConfigFile = { readonly text: string; readonly source: string; readonly remedy: string };

/**
 * Reads a configuration file. A field that is null counts as left out, and one that the schema does not know is refused:
 * it is a typing error. Every refusal is CONFIG_INVALID and names the file and the field; the schema's messages go on after
 * that name, such as "must be a text".
 */
export function parseConfigFile<Value>(schema: z.ZodType<Value>, file: ConfigFile): Value {
  return parseConfig(schema, parseJson(file), file);
}

/** The same of what a configuration file came to, whatever it is written in. */
export function parseConfig<Value>(schema: z.ZodType<Value>, json: unknown, file: Omit<ConfigFile, 'text'>): Value {
  const parsed = schema.safeParse(json, { error: plainIssue });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? []);
  throw configInvalid(file, fieldPath(path) || 'the file', issue?.message ?? 'is wrong');
}

/** The error of a field; `what` says what is wrong with it, such as "must be a text". */
export function configInvalid({ source, remedy }: Omit<ConfigFile, 'text'>, field: string, what: string): BenchError {
  return new BenchError('CONFIG_INVALID', `${source}: ${field} ${what}.`, { remedy });
}

function parseJson({ text, source, remedy }: ConfigFile): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => (value === null ? undefined : value));
  } catch (cause) {
    throw new BenchError('CONFIG_INVALID', `${source} is not JSON.`, { remedy, cause });
  }
}

const GREATER = 'must be a number greater than 0';
const PORT = 'must be a port from 1 to 65535';

/** Fields of configuration files. */
/** With something in it to read. */
export const configText = z.string('must be a text').regex(/\S/, 'must be a text');
export const configFlag = z.boolean('must be true or false');
export const configPositive = z.number(GREATER).positive(GREATER);
export const configPort = z
  .int(PORT)
  .min(1, PORT)
  .max(2 ** 16 - 1, PORT);

export function configPattern(pattern: RegExp, expected: string): z.ZodString {
  return z.string(`must be ${expected}`).regex(pattern, `must be ${expected}`);
}

export function configChoice<const Choices extends readonly string[]>(
  choices: Choices,
): z.ZodEnum<{ [Choice in Choices[number]]: Choice }> {
  return z.enum(choices, `must be one of ${choices.join(', ')}`);
}

/** An object without any other field; `unknown` goes on about a field that it does not have. */
export function configSection<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  unknown = 'is an unknown field',
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownField(issue.keys[0] ?? '', Object.keys(shape), unknown)
        : 'must be an object',
  });
}

function unknownField(name: string, known: readonly string[], unknown: string): string {
  const meant = nearest(name, known);
  return `${unknown}${meant === null ? '' : ` (did you mean ${meant}?)`}`;
}
