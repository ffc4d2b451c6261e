import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { JsonFields } from '#devices/agent-node/json-fields.ts';
import { RUNTIME_FILE } from '#devices/agent-node/runtime-options.ts';

export function hasModelFile(folder: string, name: string): boolean {
  return existsSync(join(folder, name));
}

/** Throws MODEL_NOT_FOUND, or MODEL_INVALID for what is no JSON. */
export function readModelJson(folder: string, name: string): unknown {
  if (!hasModelFile(folder, name)) throw new AgentError('MODEL_NOT_FOUND', `The model has no ${name}.`);
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new AgentError('MODEL_INVALID', `${name} is not JSON.`, cause);
  }
}

/** Throws as readModelJson does, and MODEL_INVALID for each field that is not what is asked for. */
export function readModelFields(folder: string, name: string): JsonFields {
  return new JsonFields(readModelJson(folder, name), name, modelInvalid);
}

/** Null for a model that says nothing of how it is run. */
export function readRuntimeFields(folder: string): JsonFields | null {
  return hasModelFile(folder, RUNTIME_FILE) ? readModelFields(folder, RUNTIME_FILE) : null;
}

export function modelInvalid(message: string): AgentError {
  return new AgentError('MODEL_INVALID', message);
}
