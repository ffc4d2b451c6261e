import { z } from 'zod';

/** A list without duplicates: a duplicate would count twice. */
export function distinct<T>(item: z.ZodType<T>, what: string, keyOf: (value: T) => string): z.ZodType<readonly T[]> {
  return z.array(item).superRefine((items, context) => {
    const seen = new Set<string>();
    for (const [index, value] of items.entries()) {
      const key = keyOf(value);
      if (seen.has(key)) context.addIssue({ code: 'custom', path: [index], message: `${what} ${key} is listed twice` });
      seen.add(key);
    }
  });
}
