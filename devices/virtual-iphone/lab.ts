import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { VirtualIPhone } from './phone.ts';
import type { VirtualPhoneSpec } from './phone-spec.ts';
import { TunnelRegistry } from './tunnel-registry.ts';

export type { PhoneFault } from './faults.ts';
export type { VirtualIPhone } from './phone.ts';
export { VIRTUAL_PHONES, virtualDevice, type VirtualPhoneSpec } from './phone-spec.ts';

export type VirtualLabOptions = {
  /** Gets what the phones log and what is asked of them. */
  readonly log?: (line: string) => void;
};

/** Phones that are plugged in, and the registry in which a driver finds them. */
export type VirtualLab = {
  readonly tunnelRegistryPort: number;
  readonly phones: readonly VirtualIPhone[];
  /** Ends every process, connection and folder of the lab; a second call waits for the first. */
  close(): Promise<void>;
};

/** Starts the phones. When one cannot start, those that did are ended again and its error is thrown. */
export async function startVirtualLab(
  specs: readonly VirtualPhoneSpec[],
  options: VirtualLabOptions = {},
): Promise<VirtualLab> {
  const log = options.log ?? ((): void => {});
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'virtual-iphones-')));
  const registry = new TunnelRegistry();
  const phones: VirtualIPhone[] = [];
  // An exit that nobody waits for still takes the apps along.
  const killApps = (): void => phones.forEach((phone) => phone.killApps());
  process.once('exit', killApps);

  const end = async (): Promise<void> => {
    await Promise.all(phones.map((phone) => phone.close()));
    await registry.close();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
    process.off('exit', killApps);
  };
  let ending: Promise<void> | null = null;
  const close = (): Promise<void> => (ending ??= end());

  try {
    await registry.open();
    for (const [index, spec] of specs.entries()) {
      const phone = new VirtualIPhone(spec, { root: await folderFor(root, index), registry, log });
      phones.push(phone);
      await phone.open();
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { tunnelRegistryPort: registry.port, phones, close };
}

function folderFor(root: string, index: number): Promise<string> {
  return mkdtemp(path.join(root, `${index}-`));
}
