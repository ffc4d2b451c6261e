import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContractSubject } from '#devices/contract.ts';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';

const MIB = 2 ** 20;

/** What the contract of drivers measures: sample builds, sound and with a fault each, and a file that is none. */
export async function contractBuilds(folder: string): Promise<Pick<ContractSubject, 'builds' | 'notABuild'>> {
  const notABuild = join(folder, 'text.ipa');
  await writeFile(notABuild, 'no zip');
  const builds = {
    sound: await packageBuild('reference', folder),
    other: await packageBuild('rebuilt', folder),
    crashing: await packageBuild('reference', folder, { kind: 'crash', afterIterations: 2 }),
    hungry: await packageBuild('reference', folder, { kind: 'allocate', bytesPerIteration: 64 * MIB }),
    hanging: await packageBuild('reference', folder, { kind: 'hang', afterIterations: 0 }),
    torn: await packageBuild('reference', folder, { kind: 'tornLastLine' }),
    impostor: await packageBuild('reference', folder, { kind: 'wrongFingerprint' }),
  };
  return { builds, notABuild };
}
