import { dirname, join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { openNamedFile, readNamedFile } from '#harness/files/named-file.ts';
import { launchChecks, type RuleCheck } from './app-rules.ts';
import { outcomeCheck } from './check-app.ts';
import type { Host } from '#harness/workflow/host.ts';

export type EventsCheckRequest = {
  /** An events.ndjson that an app wrote; an absolute path. */
  readonly events: string;
  /** The plan that it answers; `plan.json` beside the events where it is left out. An absolute path. */
  readonly plan?: string;
};

/**
 * Which rules of the agent protocol an events file keeps, without a phone: what an app and its package do is not seen. Throws
 * FILE_NOT_FOUND, and CONFIG_INVALID for the plan.
 */
export async function checkEventsFile(
  request: EventsCheckRequest,
  host: Pick<Host, 'checkEvents'>,
): Promise<readonly RuleCheck[]> {
  const { events, plan = join(dirname(events), 'plan.json') } = request;
  const planText = await readNamedFile(plan);
  if (planText === null) {
    throw new BenchError('FILE_NOT_FOUND', `There is no plan ${plan}.`, {
      remedy: 'Name the plan.json that the app was given with --plan.',
    });
  }
  const { outcome, isPowerKnown } = await host.checkEvents(await bytesOf(events), planText);
  const measured = outcome.kind === 'measured' ? [outcome] : [];
  return [outcomeCheck('answersPlan', outcome), ...launchChecks(measured, isPowerKnown)];
}

/** No agent may write more. */
const MOST_BYTES = 64 * 2 ** 20;

async function bytesOf(path: string): Promise<Uint8Array> {
  const file = await openNamedFile(path);
  if (file === null) {
    throw new BenchError('FILE_NOT_FOUND', `There is no events file ${path}.`, {
      remedy: 'Name the events.ndjson that the app wrote beside its plan.',
    });
  }
  try {
    if ((await file.stat()).size > MOST_BYTES) {
      throw new BenchError('FILE_UNREADABLE', `${path} has more than ${MOST_BYTES} bytes, which no agent may write.`, {
        remedy: 'Name the events.ndjson of one launch.',
      });
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}
