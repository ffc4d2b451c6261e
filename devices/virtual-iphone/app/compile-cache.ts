import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AgentClock } from '#devices/agent-node/clock.ts';
import type { PhoneState } from './phone.ts';

/**
 * What a phone has compiled of an app's model, in the app's container. Installing the app removes it; what another iOS build
 * compiled is of no use.
 */
export const COMPILED_FILE = 'Library/Caches/compiled';

/** Works as long as the phone takes to compile a model, unless it did so in an earlier launch. */
export function compileForPhone(phone: PhoneState, home: string, clock: AgentClock): void {
  const file = join(home, COMPILED_FILE);
  if (phone.compileMs === 0 || readIfPresent(file) === phone.osBuild) return;
  const endNs = clock.now() + phone.compileMs * 1e6;
  // The clock counts work, so that waiting would take no time by it.
  while (clock.now() < endNs);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, phone.osBuild);
}

function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
