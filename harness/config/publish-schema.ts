import { z } from 'zod';
import { configChoice, configPattern, configSection, configText } from '#harness/domain/config-file.ts';
import {
  COMMENT_TIMES,
  GITHUB_REPOSITORY,
  GITLAB_PROJECT,
  type PublishSettings,
} from '#harness/domain/publish-settings.ts';

/** The file is committed, and everybody who may read it could write with the token. */
const noToken = (variable: string) =>
  z.never(`must not be here: pass the token in the variable ${variable}`).exactOptional();

const name = z.union([configText.max(100), z.literal(false)], 'must be a name, or false').exactOptional();

/** Where results are published, and how. A token is refused. */
export const publishSchema: z.ZodType<PublishSettings> = configSection({
  github: configSection({
    comment: configChoice(COMMENT_TIMES).exactOptional(),
    check: name,
    repository: configPattern(GITHUB_REPOSITORY, 'OWNER/NAME').exactOptional(),
    token: noToken('GITHUB_TOKEN'),
  }).exactOptional(),
  gitlab: configSection({
    comment: configChoice(COMMENT_TIMES).exactOptional(),
    status: name,
    project: configPattern(GITLAB_PROJECT, 'a number, or GROUP/PROJECT').exactOptional(),
    token: noToken('GITLAB_TOKEN'),
  }).exactOptional(),
  token: noToken('GITHUB_TOKEN or GITLAB_TOKEN'),
});
