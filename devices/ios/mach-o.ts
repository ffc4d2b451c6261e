/** How many bytes from the start of a file, or of a slice of it, hold the header and all load commands. */
export const MACH_O_HEAD_BYTES = 2 ** 20;

const MAGIC_32 = 0xfeedface;
const MAGIC_64 = 0xfeedfacf;
const FAT_MAGIC = 0xcafebabe;
const FAT_MAGIC_64 = 0xcafebabf;
const ARM64 = 0x0100000c;
/** The upper byte of a processor subtype holds capabilities. */
const SUBTYPE_MASK = 0x00ffffff;
const ARM64E = 2;
/** A Java class file has the magic of a fat binary; its next word is a version of at least 45. */
const MAX_SLICES = 44;

const LC_UUID = 0x1b;
const LC_CODE_SIGNATURE = 0x1d;
const LC_ENCRYPTION_INFO = 0x21;
const LC_ENCRYPTION_INFO_64 = 0x2c;
const LC_BUILD_VERSION = 0x32;
/** Load commands of linkers before LC_BUILD_VERSION, one for each platform. */
const LC_VERSION_MIN: Readonly<Record<number, number>> = { 0x24: 1, 0x25: 2, 0x2f: 3, 0x30: 4 };

const IOS = 2;
/** `<mach-o/loader.h>`, PLATFORM_…; those that somebody may export by mistake. */
const PLATFORMS: Readonly<Record<number, string>> = {
  1: 'macOS',
  3: 'tvOS',
  4: 'watchOS',
  6: 'Mac Catalyst',
  7: 'the iOS simulator',
  8: 'the tvOS simulator',
  9: 'the watchOS simulator',
  11: 'visionOS',
  12: 'the visionOS simulator',
};
/** `<mach/machine.h>`, CPU_TYPE_…. */
const PROCESSORS: Readonly<Record<number, string>> = {
  0x00000007: 'i386',
  0x01000007: 'x86_64',
  0x0000000c: 'armv7',
  0x0200000c: 'arm64_32',
};

export type MachO = {
  /** As Xcode writes it: upper case, with hyphens. Null when the linker left it out. */
  readonly uuid: string | null;
  /** Encrypted by the App Store: it runs on no device that has not bought it. */
  readonly isEncrypted: boolean;
  /** Why no iPhone runs it, going on after "is built for"; null when one does. */
  readonly otherTarget: string | null;
};

/**
 * Where the slices of a fat binary start that an iPhone may run, arm64 before arm64e; of none, where the first slice
 * starts. Null when the bytes are no fat binary. Format: `<mach-o/fat.h>`.
 */
export function iphoneSlices(head: Buffer): readonly number[] | null {
  if (head.length < 8) return null;
  const magic = head.readUInt32BE(0);
  const count = head.readUInt32BE(4);
  if ((magic !== FAT_MAGIC && magic !== FAT_MAGIC_64) || count === 0 || count > MAX_SLICES) return null;
  const [step, wide] = magic === FAT_MAGIC_64 ? [32, true] : [20, false];
  const slices: { readonly offset: number; readonly rank: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = 8 + index * step;
    if (at + step > head.length) break;
    const offset = wide ? Number(head.readBigUInt64BE(at + 8)) : head.readUInt32BE(at + 8);
    const isArm64 = head.readUInt32BE(at) === ARM64;
    const isArm64e = (head.readUInt32BE(at + 4) & SUBTYPE_MASK) === ARM64E;
    slices.push({ offset, rank: isArm64 ? (isArm64e ? 1 : 0) : 2 });
  }
  const runnable = slices.filter(({ rank }) => rank < 2).sort((one, other) => one.rank - other.rank);
  return (runnable.length > 0 ? runnable : slices.slice(0, 1)).map(({ offset }) => offset);
}

/** Reads the load commands of a thin binary; null when the bytes are no Mach-O. Format: `<mach-o/loader.h>`. */
export function parseMachO(head: Buffer): MachO | null {
  if (head.length < 28) return null;
  const magic = head.readUInt32LE(0);
  if (magic !== MAGIC_32 && magic !== MAGIC_64) return null;
  const processor = head.readUInt32LE(4);
  let uuid: string | null = null;
  let isEncrypted = false;
  let platform: number | null = null;
  for (const { command, at, size } of loadCommands(head)) {
    if (command === LC_UUID && size >= 24) uuid = formatUuid(head.subarray(at + 8, at + 24));
    const isEncryption = command === LC_ENCRYPTION_INFO || command === LC_ENCRYPTION_INFO_64;
    if (isEncryption && size >= 20) isEncrypted = head.readUInt32LE(at + 16) !== 0;
    if (command === LC_BUILD_VERSION && size >= 12) platform = head.readUInt32LE(at + 8);
    platform ??= LC_VERSION_MIN[command] ?? null;
  }
  return { uuid, isEncrypted, otherTarget: otherTarget(processor, platform) };
}

/** Where the code signature of a thin binary lies, from its start; null where it is not signed. */
export function signatureRange(head: Buffer): { readonly offset: number; readonly bytes: number } | null {
  let found: { readonly offset: number; readonly bytes: number } | null = null;
  for (const { command, at, size } of loadCommands(head)) {
    if (command !== LC_CODE_SIGNATURE || size < 16) continue;
    found = { offset: head.readUInt32LE(at + 8), bytes: head.readUInt32LE(at + 12) };
  }
  return found;
}

/** The load commands of a thin binary as far as they lie within the bytes, by where they start. */
function* loadCommands(
  head: Buffer,
): Generator<{ readonly command: number; readonly at: number; readonly size: number }> {
  if (head.length < 28) return;
  const magic = head.readUInt32LE(0);
  if (magic !== MAGIC_32 && magic !== MAGIC_64) return;
  const commands = head.readUInt32LE(16);
  for (let index = 0, at = magic === MAGIC_64 ? 32 : 28; index < commands && at + 8 <= head.length; index += 1) {
    const [command, size] = [head.readUInt32LE(at), head.readUInt32LE(at + 4)];
    if (size < 8 || at + size > head.length) return;
    yield { command, at, size };
    at += size;
  }
}

function otherTarget(processor: number, platform: number | null): string | null {
  if (platform !== null && platform !== IOS) return PLATFORMS[platform] ?? `platform ${platform}`;
  if (processor === ARM64) return null;
  return `${PROCESSORS[processor] ?? `processor type 0x${processor.toString(16)}`} and not for arm64`;
}

function formatUuid(bytes: Buffer): string {
  const digits = bytes.toString('hex').toUpperCase();
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}
