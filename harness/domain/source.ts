import { z } from 'zod';

/** Which change of the app's code a run measured, and where and by whom it was started. What is not known is missing. */
export type Source = {
  /** The commit that was built; of a pull request its head, not a merge that a CI made of it. */
  readonly commit?: string;
  readonly branch?: string;
  /** The branch that its pull request merges into. */
  readonly baseBranch?: string;
  /** Its number. */
  readonly pullRequest?: number;
  /** The page of the CI job. */
  readonly ciUrl?: string;
  /** A person or a bot, as the CI calls it. */
  readonly startedBy?: string;
};

const word = z.string().min(1).max(200).regex(/^\S+$/, 'has white space in it');

export const COMMIT = word;
export const BRANCH = word;
export const PULL_REQUEST = z.number().int().positive();
export const CI_URL = z.url({ protocol: /^https?$/ }).max(2000);

export const sourceSchema: z.ZodType<Source> = z.object({
  commit: COMMIT.exactOptional(),
  branch: BRANCH.exactOptional(),
  baseBranch: BRANCH.exactOptional(),
  pullRequest: PULL_REQUEST.exactOptional(),
  ciUrl: CI_URL.exactOptional(),
  startedBy: z.string().min(1).max(200).exactOptional(),
});
