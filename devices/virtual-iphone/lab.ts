import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Leash } from '#devices/virtual-iphone/system/leash.ts';
import { VirtualIPhone } from '#devices/virtual-iphone/system/phone.ts';
import type { VirtualPhoneSpec } from './phone-spec.ts';
import { TunnelRegistry } from '#devices/virtual-iphone/system/tunnel-registry.ts';

export type { VirtualIPhone } from '#devices/virtual-iphone/system/phone.ts';
export { VIRTUAL_PHONES, virtualDriverConfig, type VirtualPhoneSpec } from './phone-spec.ts';

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
  const leash = new Leash(root);
  const phones: VirtualIPhone[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(phones.map((phone) => phone.close()));
    await registry.close();
    await leash.close();
    // The leash has done it, unless somebody killed it.
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  };
  let ending: Promise<void> | null = null;
  const close = (): Promise<void> => (ending ??= end());

  try {
    await registry.open();
    for (const [index, spec] of specs.entries()) {
      const folder = path.join(root, String(index));
      await mkdir(folder);
      const phone = new VirtualIPhone(spec, { root: folder, leash, registry, log });
      phones.push(phone);
      await phone.open();
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { tunnelRegistryPort: registry.port, phones, close };
}
