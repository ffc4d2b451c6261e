/// Reads the LC_UUID of a program as it lies in memory. Format: `<mach-o/loader.h>`.
enum MachO {
  private static let headerBytes = 32
  private static let magic64: UInt32 = 0xfeed_facf
  private static let uuidCommand: UInt32 = 0x1b

  /// As Xcode writes it, upper case with hyphens; nil when the linker left it out or the bytes are no 64-bit Mach-O.
  static func uuid(_ image: UnsafeRawBufferPointer) -> String? {
    guard image.count >= headerBytes, word(image, 0) == magic64 else { return nil }
    var at = headerBytes
    for _ in 0..<word(image, 16) {
      guard at + 8 <= image.count else { return nil }
      let size = Int(word(image, at + 4))
      guard size >= 8, at + size <= image.count else { return nil }
      if word(image, at) == uuidCommand, size >= 24 { return format(image[(at + 8)..<(at + 24)]) }
      at += size
    }
    return nil
  }

  /// How many bytes the header and its load commands take, by the header alone.
  static func commandBytes(_ header: UnsafeRawBufferPointer) -> Int {
    header.count >= headerBytes ? headerBytes + Int(word(header, 20)) : 0
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
  }

  private static func format(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      let digits = String(byte, radix: 16, uppercase: true)
      text += digits.count == 1 ? "0\(digits)" : digits
    }
    return text
  }
}
