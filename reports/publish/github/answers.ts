/** What the API answers, as far as it is used here. */
import { z } from 'zod';
import { BenchError } from '#harness/domain/failure.ts';

const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  html_url: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string().nullish() }).nullish(),
});
const checkRun = z.object({
  id: z.number(),
  status: z.string(),
  external_id: z.string().nullish(),
});
const pullRequest = z.object({ number: z.number(), head: z.object({ sha: z.string() }) });

export type CommentAnswer = z.infer<typeof comment>;
export type CheckRunAnswer = z.infer<typeof checkRun>;

export const COMMENTS = z.array(comment);
export const COMMENT = comment;
export const CHECK_RUNS = z.object({ check_runs: z.array(checkRun) });
export const PULL_REQUESTS = z.array(pullRequest);
export const VIEWER = z.object({ login: z.string() });

/** Throws PUBLISH_FAILED for what is no answer of the API, such as the page of a proxy. */
export function parseAnswer<Value>(schema: z.ZodType<Value>, json: unknown, what: string): Value {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new BenchError('PUBLISH_FAILED', `Could not ${what}: the answer is none of the REST API of GitHub.`, {
    remedy: 'Check GITHUB_API_URL; a proxy may stand in between.',
    cause: result.error,
  });
}
