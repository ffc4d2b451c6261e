/** By the signature of eight bytes; a file that ends there has no pixels. */
export function isPng(bytes: Buffer): boolean {
  return bytes.length > 8 && bytes.readBigUInt64BE() === 0x89504e470d0a1a0an;
}

/** By the start of the image and of the marker that follows it. */
export function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}
