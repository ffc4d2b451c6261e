/** How many bytes from the start of a file, or of a slice of it, hold the header and all load commands. */
export const MACH_O_HEAD_BYTES = 2 ** 20;

const MAGIC_32 = 0xfeedface;
const MAGIC_64 = 0xfeedfacf;
const FAT_MAGIC = 0xcafebabe;
const FAT_MAGIC_64 = 0xcafebabf;
const ARM64 = 0x0100000c;
/** A Java class file has the magic of a fat binary; its next word is a version of at least 45. */
const MAX_SLICES = 44;

const LC_UUID = 0x1b;
const LC_ENCRYPTION_INFO = 0x21;
const LC_ENCRYPTION_INFO_64 = 0x2c;

export type MachO = {
  /** As Xcode writes it: upper case, with hyphens. Null when the linker left it out. */
  readonly uuid: string | null;
  /** Encrypted by the App Store: it runs on no device that has not bought it. */
  readonly isEncrypted: boolean;
};

/**
 * Where the slice for iPhones starts in a fat binary; null when the bytes are no fat binary. Format: `<mach-o/fat.h>`.
 */
export function iphoneSlice(head: Buffer): number | null {
  if (head.length < 8) return null;
  const magic = head.readUInt32BE(0);
  const count = head.readUInt32BE(4);
  if ((magic !== FAT_MAGIC && magic !== FAT_MAGIC_64) || count === 0 || count > MAX_SLICES) return null;
  const [step, wide] = magic === FAT_MAGIC_64 ? [32, true] : [20, false];
  let first: number | null = null;
  for (let index = 0; index < count; index += 1) {
    const at = 8 + index * step;
    if (at + step > head.length) return first;
    const offset = wide ? Number(head.readBigUInt64BE(at + 8)) : head.readUInt32BE(at + 8);
    if (head.readUInt32BE(at) === ARM64) return offset;
    first ??= offset;
  }
  return first;
}

/** Reads the load commands of a thin binary; null when the bytes are no Mach-O. Format: `<mach-o/loader.h>`. */
export function parseMachO(head: Buffer): MachO | null {
  if (head.length < 28) return null;
  const magic = head.readUInt32LE(0);
  if (magic !== MAGIC_32 && magic !== MAGIC_64) return null;
  const commands = head.readUInt32LE(16);
  let uuid: string | null = null;
  let isEncrypted = false;
  for (let index = 0, at = magic === MAGIC_64 ? 32 : 28; index < commands && at + 8 <= head.length; index += 1) {
    const [command, size] = [head.readUInt32LE(at), head.readUInt32LE(at + 4)];
    if (size < 8 || at + size > head.length) break;
    if (command === LC_UUID && size >= 24) uuid = formatUuid(head.subarray(at + 8, at + 24));
    const isEncryption = command === LC_ENCRYPTION_INFO || command === LC_ENCRYPTION_INFO_64;
    if (isEncryption && size >= 20) isEncrypted = head.readUInt32LE(at + 16) !== 0;
    at += size;
  }
  return { uuid, isEncrypted };
}

function formatUuid(bytes: Buffer): string {
  const digits = bytes.toString('hex').toUpperCase();
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}
