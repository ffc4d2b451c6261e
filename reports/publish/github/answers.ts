/** What the API answers, as far as it is used here. */
import { z } from 'zod';

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

export type CheckRunAnswer = z.infer<typeof checkRun>;

export const COMMENTS = z.array(comment);
export const COMMENT = comment;
export const CHECK_RUN = checkRun;
export const CHECK_RUNS = z.object({ check_runs: z.array(checkRun) });
export const PULL_REQUESTS = z.array(pullRequest);
export const VIEWER = z.object({ login: z.string() });
