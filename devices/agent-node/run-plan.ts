import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { inspect } from 'node:util';
import { EVENTS_FILE } from '#devices/agent/protocol.ts';
import { Agent } from './agent.ts';
import type { AgentContext } from './agent-context.ts';
import { AgentError } from './agent-error.ts';
import { EventLog } from './event-log.ts';
import { EventFile } from './event-sink.ts';
import { parsePlan } from './plan.ts';

/**
 * Works off the plan of this name, a path below `documents`, and writes its events beside it. Whatever goes wrong becomes
 * the last event. `contextOf` is called once the plan has been read. Does nothing for a path that leaves `documents`.
 */
export async function runPlan(
  planName: string,
  documents: string,
  contextOf: (log: EventLog) => AgentContext,
): Promise<void> {
  if (planName.startsWith('/') || normalize(planName).startsWith('..')) return;
  const planPath = join(documents, planName);
  mkdirSync(dirname(planPath), { recursive: true });
  const log = new EventLog(new EventFile(join(dirname(planPath), EVENTS_FILE)));
  try {
    const plan = parsePlan(readPlan(planPath));
    await new Agent(plan, contextOf(log)).run();
  } catch (error) {
    log.giveUp(error instanceof AgentError ? error.code : 'INTERNAL', messageOf(error));
  }
}

function readPlan(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AgentError('PLAN_INVALID', 'The plan cannot be read.', cause);
  }
}

/** With its causes: the error event is all that the host sees. */
function messageOf(error: unknown): string {
  // Libraries compiled to WebAssembly throw objects that are no errors.
  if (!(error instanceof Error)) return inspect(error, { breakLength: Infinity, depth: 1 });
  return error.cause === undefined ? error.message : `${error.message} ${messageOf(error.cause)}`;
}
