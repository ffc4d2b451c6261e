import { BenchError } from '#harness/domain/failure.ts';
import type { Publication } from '#harness/ports/publish.ts';
import { Unanswered } from './rest/api.ts';
import { Refusal } from './rest/refusal.ts';

/** What was done, and what was left out on purpose. */
export type ActionLine = { readonly kind: 'done' | 'skipped'; readonly line: string };

export type Attempt = Promise<ActionLine | null>;

/** What became of an attempt. */
export type Settled = { readonly action: ActionLine | null } | { readonly error: BenchError };

/** One attempt that fails does not stop the others. */
export async function settled(attempt: Attempt): Promise<Settled> {
  try {
    return { action: await attempt };
  } catch (error) {
    if (error instanceof Unanswered) return { error: error.failure };
    if (error instanceof BenchError) return { error };
    throw error;
  }
}

/** Acts on a check or a status; without one, the line says why. */
export async function actOn<Subject>(
  subject: Subject | null,
  missing: string,
  act: (subject: Subject) => Promise<string | ActionLine>,
): Promise<ActionLine> {
  if (subject === null) return { kind: 'skipped', line: missing };
  const action = await act(subject);
  return typeof action === 'string' ? { kind: 'done', line: action } : action;
}

/** Nothing can be done without a token; a job that may not write has none, which is no failure. */
export function withoutToken(readOnly: string | null, missing: BenchError): Publication {
  return readOnly === null
    ? { done: [], skipped: [], failed: [missing] }
    : { done: [], skipped: [readOnly], failed: [] };
}

/**
 * All attempts as one publication. A refusal to a job that may not write is not a failure, because nobody can mend it in that job.
 *
 * @param readOnly the line that says why the job may not write; null where it may
 */
export function publicationOf(results: readonly Settled[], readOnly: string | null): Publication {
  const actions = results.flatMap((result) => ('action' in result && result.action !== null ? [result.action] : []));
  const errors = results.flatMap((result) => ('error' in result ? [result.error] : []));
  const isExpected = (error: BenchError): boolean =>
    readOnly !== null && error instanceof Refusal && error.status === 403;
  return {
    done: actions.flatMap(({ kind, line }) => (kind === 'done' ? [line] : [])),
    skipped: [
      ...actions.flatMap(({ kind, line }) => (kind === 'skipped' ? [line] : [])),
      ...(readOnly !== null && errors.some(isExpected) ? [readOnly] : []),
    ],
    failed: errors.filter((error) => !isExpected(error)),
  };
}
