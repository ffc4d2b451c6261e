import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { type Network, networkFile, NETWORKS, type RuntimeOptions } from '#devices/agent-node/runtime-options.ts';
import { profilePrefix } from './graph-profiles.ts';
import type { Session } from './tensors.ts';

// ONNX Runtime 1.29 and newer keeps and sends usage data unless it is told not to before its first session (its pull
// request 27379): work in a measured process that is none of the model's.
process.env['ORT_DISABLE_TELEMETRY'] = '1';

export type Networks = { readonly [Name in Network]: Session };

/**
 * Throws MODEL_NOT_FOUND when a file is missing and MODEL_INVALID when the runtime refuses one.
 *
 * @param profiles the folder that the runtime writes a profile of each network to; null for none
 */
export async function openNetworks(
  folder: string,
  options: RuntimeOptions,
  profiles: string | null,
): Promise<Networks> {
  const opened = new Map<Network, Session>();
  for (const network of NETWORKS) opened.set(network, await openNetwork(folder, network, options, profiles));
  const get = (network: Network): Session => {
    const session = opened.get(network);
    if (session === undefined) throw new AgentError('INTERNAL', `${network} is not open.`);
    return session;
  };
  return { visionEncoder: get('visionEncoder'), embedTokens: get('embedTokens'), decoder: get('decoder') };
}

export async function releaseNetworks(networks: Networks): Promise<void> {
  for (const network of NETWORKS) await networks[network].release();
}

/** Ends the profiles that they were opened with: from now on their files are whole. */
export function endProfiles(networks: Networks): void {
  for (const network of NETWORKS) networks[network].endProfiling();
}

async function openNetwork(
  folder: string,
  network: Network,
  options: RuntimeOptions,
  profiles: string | null,
): Promise<Session> {
  const name = networkFile(network, options);
  const path = join(folder, name);
  if (!existsSync(path)) throw new AgentError('MODEL_NOT_FOUND', `The model has no ${name}.`);
  try {
    return await InferenceSession.create(path, {
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: options.networks[network].graphOptimization,
      logSeverityLevel: 3,
      ...(profiles === null ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix(profiles, network) }),
    });
  } catch (cause) {
    const format = /Unsupported data type: (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    if (format === undefined) throw new AgentError('MODEL_INVALID', `The runtime does not load ${name}.`, cause);
    const given = FORMATS_WITHOUT_NAME[format] ?? `number format ${format}`;
    const message = `${name} takes or returns ${given}, which cannot be passed to this app; export it with float32 or float16.`;
    throw new AgentError('MODEL_INVALID', message, cause);
  }
}

/** Element types of ONNX that the runtime computes with and its binding cannot pass (onnx.proto3, TensorProto.DataType). */
const FORMATS_WITHOUT_NAME: Readonly<Record<string, string>> = {
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
};
