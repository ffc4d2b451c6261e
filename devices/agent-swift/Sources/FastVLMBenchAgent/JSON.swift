import Foundation

/// A JSON value. Objects that are written keep the order of their fields; those that are read have none.
package indirect enum JSON: Sendable {
  case text(String)
  case number(Double)
  case whole(Int)
  case flag(Bool)
  case list([JSON])
  case object([(name: String, value: JSON)])
  case null

  /// The value as one line, without a line break at its end.
  package var line: String { String(decoding: lineBytes, as: UTF8.self) }

  /// The same in UTF-8. What an answer costs beside the model is mostly this, so it goes from byte to byte.
  package var lineBytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .text(let value): JSON.write(value, to: &bytes)
    case .number(let value): bytes += (value.isFinite ? String(value) : "null").utf8
    case .whole(let value): bytes += String(value).utf8
    case .flag(let value): bytes += (value ? "true" : "false").utf8
    case .null: bytes += "null".utf8
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      for (index, field) in fields.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSON.write(field.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        field.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ value: String, to bytes: inout [UInt8]) {
    var value = value
    bytes.append(UInt8(ascii: "\""))
    value.withUTF8 { text in
      var from = 0
      for (at, byte) in text.enumerated() {
        guard let escape = escape(byte) else { continue }
        bytes += text[from..<at]
        bytes += escape.utf8
        from = at + 1
      }
      bytes += text[from...]
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// How a byte is written that must not stand in a text as it is; nil for all others.
  private static func escape(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\\"): return "\\\\"
    case UInt8(ascii: "\n"): return "\\n"
    case UInt8(ascii: "\r"): return "\\r"
    case UInt8(ascii: "\t"): return "\\t"
    case 0..<0x20: return (byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)
    default: return nil
    }
  }
}

extension JSON: Decodable {
  private struct Name: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }

  package init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: Name.self) {
      self = .object(try fields.allKeys.map { ($0.stringValue, try fields.decode(JSON.self, forKey: $0)) })
    } else if var list = try? decoder.unkeyedContainer() {
      var values: [JSON] = []
      while !list.isAtEnd { values.append(try list.decode(JSON.self)) }
      self = .list(values)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try value.decode(String.self))
      }
    }
  }

  package static func parse(_ data: Data) throws -> JSON {
    try JSONDecoder().decode(JSON.self, from: data)
  }
}
