import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Network, networkFile, NETWORKS, type RuntimeOptions } from '#devices/agent-node/runtime-options.ts';
import type { OperatorsEvent } from '#devices/agent/protocol.ts';
import { readOperatorProfile } from './operator-profile.ts';

/** How the runtime is to name the profile of a network: it adds the time of day. Makes the folder where there is none. */
export function profilePrefix(folder: string, network: Network): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, network);
}

/** What the operators of each network took, from the profiles that the runtime has written to a folder. */
export async function readProfiles(folder: string, options: RuntimeOptions): Promise<readonly OperatorsEvent[]> {
  const events: OperatorsEvent[] = [];
  for (const network of NETWORKS) {
    const head = { event: 'operators', graph: networkFile(network, options) } as const;
    try {
      const own = readdirSync(folder).find((name) => name.startsWith(`${network}_`));
      if (own === undefined) throw new Error('the runtime has written no profile of it');
      events.push({ ...head, operators: await readOperatorProfile(join(folder, own)) });
    } catch (error) {
      events.push({ ...head, operators: null, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return events;
}
