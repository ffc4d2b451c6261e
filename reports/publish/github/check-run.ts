import { readable } from '#harness/text/sentences.ts';
import type { Conclusion } from '#reports/publish/conclusion.ts';
import type { RestApi } from '#reports/publish/rest/api.ts';
import { createOnce } from '#reports/publish/rest/create-once.ts';
import { parseAnswer } from '#reports/publish/rest/parse-answer.ts';
import type { Annotation } from './annotations.ts';
import { CHECK_RUN, CHECK_RUNS, type CheckRunAnswer } from './answers.ts';

const PERMISSION = 'checks: write';
/** What GitHub shows of a title. */
const LONGEST_TITLE = 250;

/** The check of a suite on a commit. */
export type Check = {
  readonly api: RestApi;
  readonly repository: string;
  readonly commit: string;
  readonly name: string;
  readonly jobUrl: string | null;
};

export async function beginCheck(check: Check, now: Date): Promise<string> {
  await createCheck(check, 'in_progress', { status: 'in_progress', started_at: now.toISOString() });
  return `began the check “${check.name}”`;
}

/** Concludes the check that was begun, or makes one that is concluded. */
export async function concludeCheck(
  check: Check,
  runId: string,
  conclusion: Conclusion,
  text: { readonly title: string; readonly summary: string; readonly annotations: readonly Annotation[] },
  now: Date,
): Promise<string> {
  const result = {
    status: 'completed',
    conclusion,
    completed_at: now.toISOString(),
    external_id: readable(runId, 100),
    output: { ...text, title: readable(text.title, LONGEST_TITLE) },
  };
  const begun = await findCheck(check, isOpen);
  if (begun !== null) await patchCheck(check, begun, result);
  else await createCheck(check, result.external_id, result);
  return `concluded the check “${check.name}”: ${conclusion}`;
}

/** Concludes a check that would otherwise stay in progress for ever; null if there is none. */
export async function abandonCheck(check: Check, now: Date): Promise<string | null> {
  const begun = await findCheck(check, isOpen);
  if (begun === null) return null;
  await patchCheck(check, begun, {
    status: 'completed',
    // A required check must not pass because nothing was measured.
    conclusion: 'failure',
    completed_at: now.toISOString(),
    output: {
      title: 'No result: the run did not finish',
      summary: 'The run ended without a decision, so nothing is known about this build. The log of the job says why.',
    },
  });
  return `concluded the check “${check.name}”: the run left no result`;
}

function isOpen({ status }: CheckRunAnswer): boolean {
  return status !== 'completed';
}

async function findCheck(
  { api, repository, commit, name }: Check,
  isMeant: (own: CheckRunAnswer) => boolean,
): Promise<CheckRunAnswer | null> {
  const what = `read the checks of commit ${commit}`;
  const path = `/repos/${repository}/commits/${encodeURIComponent(commit)}/check-runs?check_name=${encodeURIComponent(name)}&per_page=100`;
  for await (const page of api.pages({ path, what, permission: PERMISSION })) {
    const found = parseAnswer(CHECK_RUNS, page, what, api.dialect).check_runs.find(isMeant);
    if (found !== undefined) return found;
  }
  return null;
}

/** `externalId` finds it again after a request without an answer. */
async function createCheck(check: Check, externalId: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const { api, repository, commit, name, jobUrl } = check;
  const what = `make the check “${name}” on commit ${commit}`;
  const create = async (): Promise<void> => {
    const { json } = await api.request({
      method: 'POST',
      path: `/repos/${repository}/check-runs`,
      body: {
        name,
        head_sha: commit,
        external_id: externalId,
        ...(jobUrl === null ? {} : { details_url: jobUrl }),
        ...body,
      },
      what,
      permission: PERMISSION,
    });
    parseAnswer(CHECK_RUN, json, what, api.dialect);
  };
  const isMeant = (own: CheckRunAnswer): boolean =>
    own.external_id === externalId && isOpen(own) === (externalId === 'in_progress');
  await createOnce(api, create, async () => (await findCheck(check, isMeant)) !== null);
}

async function patchCheck(
  { api, repository, name, jobUrl }: Check,
  { id }: CheckRunAnswer,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const what = `conclude the check “${name}”`;
  const { json } = await api.request({
    method: 'PATCH',
    path: `/repos/${repository}/check-runs/${id}`,
    body: { ...(jobUrl === null ? {} : { details_url: jobUrl }), ...body },
    what,
    permission: PERMISSION,
  });
  parseAnswer(CHECK_RUN, json, what, api.dialect);
}
