import { BenchError } from '#harness/domain/failure.ts';
import { fieldPath } from '#harness/domain/field-path.ts';
import type { EventsCheck } from '#harness/ports/device.ts';
import { judgeFile } from './outcome.ts';
import { planSchema } from './protocol-schema.ts';

/** Reads an events file against the plan that it answers. Throws CONFIG_INVALID for a plan that no agent would take. */
export function checkEvents(events: Uint8Array, planText: string): EventsCheck {
  const plan = planSchema.safeParse(jsonOf(planText));
  if (!plan.success) {
    const [issue] = plan.error.issues;
    const where = issue === undefined ? '' : `: ${fieldPath(issue.path) || 'the file'} ${issue.message}`;
    throw new BenchError('CONFIG_INVALID', `The plan is not one of the agent protocol${where}.`, {
      remedy: 'Name the plan.json that the app was given with --plan; docs/agent-protocol.md shows one.',
    });
  }
  const { outcome, lowPowerMode } = judgeFile(events, plan.data);
  return { outcome, isPowerKnown: lowPowerMode !== null };
}

/** Undefined for what is no JSON, which no schema accepts. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
