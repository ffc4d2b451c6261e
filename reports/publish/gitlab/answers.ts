/** What the API answers, as far as it is used here. */
import { z } from 'zod';

const note = z.object({
  id: z.number(),
  body: z.string().nullish(),
  system: z.boolean().nullish(),
  author: z.object({ id: z.number() }).nullish(),
});
const status = z.object({
  id: z.number(),
  status: z.string(),
  description: z.string().nullish(),
  /** Older versions of GitLab do not say it. */
  pipeline_id: z.number().nullish(),
});

export type StatusAnswer = z.infer<typeof status>;

export const NOTE = note;
export const NOTES = z.array(note);
export const STATUS = status;
export const STATUSES = z.array(status);
export const USER = z.object({ id: z.number() });
