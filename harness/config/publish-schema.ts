import { z } from 'zod';
import { configChoice, configPattern, configSection, configText } from '#harness/domain/config-file.ts';
import { COMMENT_TIMES, GITHUB_REPOSITORY, type PublishSettings } from '#harness/domain/publish-settings.ts';

/** The file is committed, and everybody who may read it could write with the token. */
const noToken = z.never('must not be here: pass the token in the variable GITHUB_TOKEN').exactOptional();

/** Where results are published, and how. A token is refused. */
export const publishSchema: z.ZodType<PublishSettings> = configSection({
  github: configSection({
    comment: configChoice(COMMENT_TIMES).exactOptional(),
    check: z.union([configText.max(100), z.literal(false)], 'must be a name, or false').exactOptional(),
    repository: configPattern(GITHUB_REPOSITORY, 'OWNER/NAME').exactOptional(),
    token: noToken,
  }).exactOptional(),
  token: noToken,
});
