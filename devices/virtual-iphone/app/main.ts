/** The executable of the sample app. Without a plan it does what an app without anything to do does: it stays. */
import { join } from 'node:path';
import type { AgentContext } from '#devices/agent-node/agent-context.ts';
import { cpuClock } from '#devices/agent-node/clock.ts';
import type { EventLog } from '#devices/agent-node/event-log.ts';
import { runPlan } from '#devices/agent-node/run-plan.ts';
import { PLAN_VARIABLE } from '#devices/agent/protocol.ts';
import { readAppBundle } from './app-bundle.ts';
import { compileForPhone } from './compile-cache.ts';
import { faultHooks, fingerprintOf } from './fault-injector.ts';
import { PHONE_STATE_VARIABLE, type PhoneState, readPhoneState } from './phone.ts';

const AGENT = { name: 'FastVLMBench', version: '1' };
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

function contextOf(log: EventLog, home: string): AgentContext {
  const bundle = readAppBundle(import.meta.filename);
  const clock = cpuClock();
  /** The phone as it is now; from here on the clock runs at its speed. */
  const readPhone = (): PhoneState => {
    const phone = readPhoneState(process.env[PHONE_STATE_VARIABLE]);
    clock.setSpeed(phone.speedFactor);
    return phone;
  };
  const { model, osVersion, osBuild, memoryBytes, memoryLimitBytes } = readPhone();
  return {
    identity: {
      agent: AGENT,
      app: {
        bundleId: bundle.bundleId,
        version: bundle.version,
        build: bundle.buildNumber,
        binaryUuid: fingerprintOf(bundle.binaryUuid, bundle.fault),
      },
      models: bundle.models,
      device: { model, osVersion, osBuild },
      memoryLimitBytes,
    },
    modelFolder: bundle.modelFolder,
    options: bundle.options,
    documents: join(home, 'Documents'),
    log,
    clock,
    conditions: () => {
      const { thermal, lowPowerMode } = readPhone();
      return { thermal, lowPowerMode };
    },
    hooks: {
      ...faultHooks(bundle.fault, memoryBytes),
      beforeFirstLoad: () => compileForPhone(readPhone(), home, clock),
    },
  };
}

endWithParent();
const planName = process.env[PLAN_VARIABLE];
const home = process.env['HOME'] ?? '';
if (planName !== undefined) await runPlan(planName, join(home, 'Documents'), (log) => contextOf(log, home));
