/** The executable of the sample app. Without a plan it does what an app without anything to do does: it stays. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { inspect } from 'node:util';
import { EVENTS_FILE, PLAN_VARIABLE } from '#devices/agent/protocol.ts';
import { Agent } from './agent.ts';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { readAppBundle } from './app-bundle.ts';
import { cpuClock } from '#devices/agent-node/clock.ts';
import { EventLog } from '#devices/agent-node/event-log.ts';
import { faultInjector } from './fault-injector.ts';
import { PHONE_STATE_VARIABLE, readPhoneState } from './phone.ts';
import { parsePlan } from '#devices/agent-node/plan.ts';

const PARENT_POLL_MS = 250;

/**
 * An iOS app lives until the system ends it; this one ends with the phone that started it, so that nothing is left
 * behind.
 */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, PARENT_POLL_MS);
}

async function runPlan(planName: string): Promise<void> {
  const home = process.env['HOME'] ?? '';
  const documents = join(home, 'Documents');
  if (planName.startsWith('/') || normalize(planName).startsWith('..')) return;
  const planPath = join(documents, planName);
  mkdirSync(dirname(planPath), { recursive: true });
  const log = new EventLog(join(dirname(planPath), EVENTS_FILE));
  try {
    const plan = parsePlan(readPlan(planPath));
    const phoneStatePath = process.env[PHONE_STATE_VARIABLE];
    const bundle = readAppBundle(import.meta.filename);
    const faults = faultInjector(bundle.options.fault, readPhoneState(phoneStatePath).memoryBytes);
    await new Agent(plan, { bundle, home, documents, phoneStatePath, log, faults, clock: cpuClock() }).run();
  } catch (error) {
    const code = error instanceof AgentError ? error.code : 'INTERNAL';
    log.append({ event: 'error', code, message: messageOf(error) });
    log.flush();
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

endWithParent();
const planName = process.env[PLAN_VARIABLE];
if (planName !== undefined) await runPlan(planName);
