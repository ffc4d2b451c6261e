import Foundation

#if canImport(CryptoKit)
  import CryptoKit
#endif

/// sha256 of bytes that arrive in pieces. CryptoKit works it out where there is one.
struct SHA256Digest {
  #if canImport(CryptoKit)
    private var hash = CryptoKit.SHA256()

    mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    /// The digest as lower-case hexadecimal digits. Nothing may follow.
    func finish() -> String { hexadecimal(hash.finalize()) }
  #else
    private var hash = PortableSHA256()

    mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bytes) }

    /// The digest as lower-case hexadecimal digits. Nothing may follow.
    func finish() -> String { hexadecimal(hash.finish()) }
  #endif

  mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  static func of(_ bytes: [UInt8]) -> String {
    var digest = SHA256Digest()
    digest.update(bytes)
    return digest.finish()
  }

  static func of(_ data: Data) -> String {
    var digest = SHA256Digest()
    data.withUnsafeBytes { digest.update($0) }
    return digest.finish()
  }

  /// Of values as little-endian 32-bit floats.
  static func ofFloats(_ values: [Float]) -> String {
    values.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes in
      var digest = SHA256Digest()
      digest.update(bytes)
      return digest.finish()
    }
  }
}

private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  return String(decoding: text, as: UTF8.self)
}
