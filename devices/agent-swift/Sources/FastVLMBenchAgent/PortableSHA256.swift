/// SHA-256 as FIPS 180-4 describes it, for systems without CryptoKit.
struct PortableSHA256 {
  private static let blockBytes = 64

  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var waiting: [UInt8] = []
  private var bytes: UInt64 = 0
  private var schedule = [UInt32](repeating: 0, count: 64)

  mutating func update(_ input: UnsafeRawBufferPointer) {
    bytes += UInt64(input.count)
    var rest = input[...]
    if !waiting.isEmpty {
      let missing = min(Self.blockBytes - waiting.count, rest.count)
      waiting.append(contentsOf: rest.prefix(missing))
      rest = rest.dropFirst(missing)
      guard waiting.count == Self.blockBytes else { return }
      let block = waiting
      waiting.removeAll(keepingCapacity: true)
      block.withUnsafeBytes { compress($0) }
    }
    while rest.count >= Self.blockBytes {
      compress(UnsafeRawBufferPointer(rebasing: rest.prefix(Self.blockBytes)))
      rest = rest.dropFirst(Self.blockBytes)
    }
    waiting.append(contentsOf: rest)
  }

  func finish() -> [UInt8] {
    var last = self
    let bits = bytes &* 8
    var padding: [UInt8] = [0x80]
    let used = (waiting.count + 1) % Self.blockBytes
    padding += [UInt8](repeating: 0, count: (Self.blockBytes + 56 - used) % Self.blockBytes)
    padding += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    padding.withUnsafeBytes { last.update($0) }
    return last.state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
  }

  private mutating func compress(_ block: UnsafeRawBufferPointer) {
    schedule.withUnsafeMutableBufferPointer { w in
      for index in 0..<16 {
        w[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
      }
      for index in 16..<64 {
        let (one, other) = (w[index - 15], w[index - 2])
        let low = rotate(one, 7) ^ rotate(one, 18) ^ (one >> 3)
        let high = rotate(other, 17) ^ rotate(other, 19) ^ (other >> 10)
        w[index] = w[index - 16] &+ low &+ w[index - 7] &+ high
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      Self.constants.withUnsafeBufferPointer { k in
        for index in 0..<64 {
          let high = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
          let one = h &+ high &+ ((e & f) ^ (~e & g)) &+ k[index] &+ w[index]
          let low = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
          let other = low &+ ((a & b) ^ (a & c) ^ (b & c))
          (h, g, f, e, d, c, b, a) = (g, f, e, d &+ one, c, b, a, one &+ other)
        }
      }
      for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] = state[index] &+ word }
    }
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
  (word >> count) | (word << (32 - count))
}
