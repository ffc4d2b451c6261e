import { profileEntitlements, signedEntitlements } from '#devices/bundle/entitlements.ts';
import type { IpaArchive } from '#devices/bundle/ipa-archive.ts';
import type { Entitlements } from '#harness/domain/entitlements.ts';
import { iphoneSlices, MACH_O_HEAD_BYTES, signatureRange } from './mach-o.ts';

/** That of an executable of a gigabyte would be half of it. */
const MAX_SIGNATURE_BYTES = 16 * 2 ** 20;
const MAX_PROFILE_BYTES = 2 ** 20;
const PROFILE = 'embedded.mobileprovision';

/**
 * What an app may do: the entitlements in the signature of its executable, else those that its profile allows. Undefined
 * where neither says. Nothing is refused for it: a phone that does not take a signature says so itself.
 */
export async function readEntitlements(archive: IpaArchive, executable: string): Promise<Entitlements | undefined> {
  return (await ofSignature(archive, executable)) ?? (await ofProfile(archive)) ?? undefined;
}

async function ofSignature(archive: IpaArchive, executable: string): Promise<Entitlements | null> {
  const entry = archive.files.get(executable);
  if (entry === undefined) return null;
  const head = await archive.read(entry, 0, MACH_O_HEAD_BYTES);
  const [start = 0] = iphoneSlices(head) ?? [0];
  const range = signatureRange(start === 0 ? head : await archive.read(entry, start, MACH_O_HEAD_BYTES));
  if (range === null || range.bytes > MAX_SIGNATURE_BYTES) return null;
  return signedEntitlements(await archive.read(entry, start + range.offset, range.bytes));
}

async function ofProfile(archive: IpaArchive): Promise<Entitlements | null> {
  const entry = archive.files.get(PROFILE);
  if (entry === undefined || entry.uncompressedSize > MAX_PROFILE_BYTES) return null;
  return profileEntitlements(await archive.read(entry, 0, MAX_PROFILE_BYTES));
}
