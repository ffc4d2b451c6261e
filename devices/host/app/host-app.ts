import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentContext, NO_HOOKS } from '#devices/agent-node/agent-context.ts';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { wallClock } from '#devices/agent-node/clock.ts';
import type { EventLog } from '#devices/agent-node/event-log.ts';
import { sha256OfFile } from '#devices/agent-node/file-hash.ts';
import { JsonFields } from '#devices/agent-node/json-fields.ts';
import { runPlan } from '#devices/agent-node/run-plan.ts';
import { runtimeOptions } from '#devices/agent-node/runtime-options.ts';
import { readRuntimeFields } from '#devices/agent-node/vlm/model-json.ts';
import { PLAN_VARIABLE } from '#devices/agent/protocol.ts';
import { contentSha256 } from '#devices/host/content.ts';
import type { Artefact } from '#harness/domain/build.ts';
import { APP_FILE, DOCUMENTS_FOLDER, MODEL_FOLDER } from './layout.ts';

const AGENT = { name: 'fastvlm-bench host', version: '1' };

/** Lets a program that fails on purpose change what it is and does. */
export type Adjustment = (context: AgentContext) => AgentContext;

/** Works off the plan that the environment names, in the folder of an installed build. */
export async function runHostApp(folder: string, adjust: Adjustment = (context) => context): Promise<void> {
  endWithHarness();
  const planName = process.env[PLAN_VARIABLE];
  if (planName === undefined) return;
  await runPlan(planName, join(folder, DOCUMENTS_FOLDER), (log) => adjust(contextOf(folder, log)));
}

/** The harness holds the other end of the pipe: however it ends, nothing of it goes on measuring. */
function endWithHarness(): void {
  process.stdin.once('close', () => process.exit(0));
  process.stdin.resume();
}

function contextOf(folder: string, log: EventLog): AgentContext {
  const modelFolder = join(folder, MODEL_FOLDER);
  const { version, device } = readApp(folder);
  const models = hashModels(modelFolder);
  return {
    identity: {
      agent: AGENT,
      platform: 'host',
      app: { version, contentSha256: contentSha256(models) },
      models,
      device,
    },
    modelFolder,
    options: runtimeOptions(readRuntimeFields(modelFolder)),
    documents: join(folder, DOCUMENTS_FOLDER),
    log,
    clock: wallClock(),
    conditions: () => ({}),
    hooks: NO_HOOKS,
  };
}

/** What its installation wrote down. */
function readApp(folder: string): { readonly version: string } & Pick<AgentContext['identity'], 'device'> {
  const json: unknown = JSON.parse(readFileSync(join(folder, APP_FILE), 'utf8'));
  const app = new JsonFields(json, APP_FILE, (message) => new AgentError('INTERNAL', message));
  const device = app.object('device');
  return {
    version: app.text('version'),
    device: { model: device.text('model'), osVersion: device.text('osVersion'), osBuild: device.text('osBuild') },
  };
}

/** From the files themselves: an installation that went wrong is another build. */
function hashModels(folder: string): readonly Artefact[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: path.slice(folder.length + 1), ...sha256OfFile(path) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
