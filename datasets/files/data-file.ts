/**
 * How the files of a dataset are read: a schema says what should be there, and an error names the place. Errors are
 * DATASET_INVALID. The messages of a schema go on after the place, such as "should be a text".
 */
import { z } from 'zod';
import { BenchError } from '#harness/domain/failure.ts';

/** Where a value stands, and what to do about it when it is wrong. */
export type DataPlace = {
  /** The file, with the line or the field in it. A function, because most values are right. */
  readonly where: () => string;
  readonly remedy: string;
};

/** Throws DATASET_INVALID for a text that is not JSON. */
export function parseJson(text: string, { where, remedy }: DataPlace): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BenchError('DATASET_INVALID', `${where()} is not JSON.`, { remedy, cause });
  }
}

/** The value as the schema makes it. Throws DATASET_INVALID that names the first field which is wrong. */
export function readData<Value>(schema: z.ZodType<Value>, json: unknown, { where, remedy }: DataPlace): Value {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = (issue?.path ?? []).map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  throw new BenchError('DATASET_INVALID', `${where()}${place.join('')} ${issue?.message ?? 'is wrong'}.`, { remedy });
}

const COUNT = 'should be a whole number';
const ID = 'should be a whole number or a text';

/** A field that is a text, as the parts below for other kinds of field. */
export const dataText = z.string('should be a text');

/** From 0. */
export const dataCount = z.int(COUNT).nonnegative(COUNT);

/** An id as files write it: a whole number from 0, or a text that is not empty. */
export const dataId: z.ZodType<number | string> = z.union([z.int(ID).nonnegative(ID), z.string(ID).min(1, ID)], ID);

export function dataList<Item extends z.ZodType>(item: Item): z.ZodArray<Item> {
  return z.array(item, 'should be a list');
}

/** A list of so many items; `what` names them in the error, such as "answers". */
export function dataListOf<Item extends z.ZodType>(item: Item, count: number, what: string): z.ZodArray<Item> {
  return dataList(item).length(count, {
    error: ({ input }) => `should be ${count} ${what}, not ${Array.isArray(input) ? input.length : 'these'}`,
  });
}

/** An object; fields that it does not name are passed over, as public datasets have many. */
export function dataObject<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape> {
  return z.object(shape, 'is not an object');
}

export function dataChoice<const Choices extends readonly string[]>(
  choices: Choices,
): z.ZodEnum<{ [Choice in Choices[number]]: Choice }> {
  return z.enum(choices, `should be one of ${choices.join(', ')}`);
}

/** The version of a format of ours: of its files, only this one is read. */
export function dataVersion(version: number): z.ZodType<number> {
  return z.literal(version, `should be ${version}`);
}
