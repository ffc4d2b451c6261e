import type { z } from 'zod';
import { BenchError } from '#harness/domain/failure.ts';
import type { Dialect } from './dialect.ts';

/** Throws PUBLISH_FAILED for what is no answer of the API, such as the page of a proxy. */
export function parseAnswer<Value>(
  schema: z.ZodType<Value>,
  json: unknown,
  what: string,
  { service, addressVariable }: Pick<Dialect, 'service' | 'addressVariable'>,
): Value {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new BenchError(
    'PUBLISH_FAILED',
    `Could not ${what}: the answer does not come from the REST API of ${service}.`,
    {
      remedy: `Check ${addressVariable}; a proxy may have answered in its place.`,
      cause: result.error,
    },
  );
}
