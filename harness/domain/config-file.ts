import { z } from 'zod';
import { BenchError } from './failure.ts';
import { fieldPath } from './field-path.ts';
import { placeInJson } from './json-place.ts';
import { nearest } from './nearest.ts';
import { plainIssue } from './plain-issue.ts';

/** A configuration file in JSON, as it was given. */
export type ConfigFile = ConfigSource & { readonly text: string };

/** What errors say of a configuration file. */
export type ConfigSource = {
  /** What people call it. */
  readonly source: string;
  readonly remedy: string;
  /** Where it lies, an absolute path; missing where nobody knows. */
  readonly file?: string;
  /** What stands in it, if that is JSON: it shows the line of a field. */
  readonly text?: string;
};

/**
 * Reads a configuration file. A field that is null counts as left out, and one that the schema does not know is refused:
 * it is a typing error. Every refusal is CONFIG_INVALID and names the file and the field; the schema's messages go on after
 * that name, such as "must be a text".
 */
export function parseConfigFile<Value>(schema: z.ZodType<Value>, file: ConfigFile): Value {
  return parseConfig(schema, parseJson(file), file);
}

/** The same of what a configuration file came to, whatever it is written in. */
export function parseConfig<Value>(schema: z.ZodType<Value>, json: unknown, file: ConfigSource): Value {
  const parsed = schema.safeParse(json, { error: plainIssue });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? []);
  throw configInvalid(file, fieldPath(path) || WHOLE_FILE, issue?.message ?? 'is wrong');
}

/** What an error is about that is about no field. */
const WHOLE_FILE = 'the file';

/** The error of a field; `what` says what is wrong with it, such as "must be a text". */
export function configInvalid(origin: ConfigSource, field: string, what: string): BenchError {
  const { source, remedy, file, text } = origin;
  const place = file === undefined ? undefined : { file, ...(text === undefined ? {} : placeInJson(text, field)) };
  return new BenchError('CONFIG_INVALID', `${source}: ${field} ${what}.`, { remedy, place });
}

function parseJson({ text, source, remedy, file }: ConfigFile): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => (value === null ? undefined : value));
  } catch (cause) {
    const where = placeInJson(text, '');
    const place = file === undefined ? undefined : { file, ...where };
    throw new BenchError('CONFIG_INVALID', `${source} is not JSON (line ${where.line}).`, { remedy, cause, place });
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
