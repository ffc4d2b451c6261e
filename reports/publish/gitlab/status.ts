import { readable } from '#harness/text/sentences.ts';
import type { Conclusion } from '#reports/publish/conclusion.ts';
import type { RestApi } from '#reports/publish/rest/api.ts';
import { createOnce } from '#reports/publish/rest/create-once.ts';
import { parseAnswer } from '#reports/publish/rest/parse-answer.ts';
import { Refusal } from '#reports/publish/rest/refusal.ts';
import { type StatusAnswer, STATUS, STATUSES } from './answers.ts';

const PERMISSION = 'the scope api and the role Developer; on a protected branch, one that may push or merge there';
/** Of a description and of an address. */
const LONGEST = 255;

/** The status of a suite on a commit. GitLab finds it again by its name, and by the user whose token it is. */
export type Status = {
  readonly api: RestApi;
  /** A number or a full path. */
  readonly project: string;
  readonly commit: string;
  /** GitLab takes the newest one of the commit where it is null. */
  readonly pipeline: number | null;
  readonly name: string;
  readonly jobUrl: string | null;
};

/**
 * GitLab has no neutral status. A run that nothing judges passes, as its exit code does, and its description begins with “Not judged”:
 * with `canceled` the whole pipeline would count as cancelled, which blocks a merge, and `skipped` cannot follow `running`.
 */
const STATES = { success: 'success', neutral: 'success', failure: 'failed' } as const;

export async function beginStatus(status: Status): Promise<string> {
  const began = `began the status “${status.name}”`;
  try {
    await setStatus(status, 'running', 'Measuring');
    return began;
  } catch (error) {
    // GitLab refuses to begin what has begun: a job that is tried again announces it again.
    if (!(error instanceof Refusal) || error.status !== 400 || !error.message.includes('Cannot transition status')) {
      throw error;
    }
    return `${began}, which was in progress already`;
  }
}

/** Concludes the status that was begun, or makes one that is concluded. */
export async function concludeStatus(status: Status, conclusion: Conclusion, headline: string): Promise<string> {
  await setStatus(status, STATES[conclusion], headline);
  return `concluded the status “${status.name}”: ${STATES[conclusion]}`;
}

/** Concludes a status that would otherwise keep its pipeline running for ever; null if there is none. */
export async function abandonStatus(status: Status): Promise<string | null> {
  const begun = await newestStatus(status);
  if (begun === null || !OPEN.has(begun.status)) return null;
  // A pipeline must not pass because nothing was measured.
  await setStatus(status, 'failed', 'No result: the run did not finish. The log of the job says why.');
  return `concluded the status “${status.name}”: the run left no result`;
}

const OPEN: ReadonlySet<string> = new Set(['created', 'pending', 'running']);

async function setStatus(status: Status, state: 'running' | 'success' | 'failed', description: string): Promise<void> {
  const { api, project, commit, pipeline, name, jobUrl } = status;
  const text = readable(description, LONGEST);
  const what = `set the status “${name}” of commit ${commit}`;
  const create = async (): Promise<void> => {
    const { json } = await api.request({
      method: 'POST',
      path: `/projects/${encodeURIComponent(project)}/statuses/${encodeURIComponent(commit)}`,
      body: {
        state,
        name,
        description: text,
        ...(jobUrl === null || jobUrl.length > LONGEST ? {} : { target_url: jobUrl }),
        ...(pipeline === null ? {} : { pipeline_id: pipeline }),
      },
      what,
      permission: PERMISSION,
    });
    parseAnswer(STATUS, json, what, api.dialect);
  };
  await createOnce(api, create, async () => {
    const newest = await newestStatus(status);
    return newest?.status === state && newest.description === text;
  });
}

/** The newest one of this name, of its pipeline where GitLab says it; an older one was tried again. */
async function newestStatus({ api, project, commit, pipeline, name }: Status): Promise<StatusAnswer | null> {
  const what = `read the statuses of commit ${commit}`;
  const resource = `/projects/${encodeURIComponent(project)}/repository/commits/${encodeURIComponent(commit)}/statuses`;
  const path = `${resource}?name=${encodeURIComponent(name)}&per_page=100`;
  let newest: StatusAnswer | null = null;
  for await (const page of api.pages({ path, what, permission: PERMISSION })) {
    for (const own of parseAnswer(STATUSES, page, what, api.dialect)) {
      const isElsewhere = pipeline !== null && typeof own.pipeline_id === 'number' && own.pipeline_id !== pipeline;
      if (!isElsewhere && (newest === null || own.id > newest.id)) newest = own;
    }
  }
  return newest;
}
