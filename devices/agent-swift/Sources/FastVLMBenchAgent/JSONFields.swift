/// A JSON object read field by field. Every complaint names the place and goes through `fail`.
package struct JSONFields {
  private let fields: [String: JSON]
  private let place: String
  private let fail: (String) -> BenchError

  package init(_ value: JSON?, _ place: String, fail: @escaping (String) -> BenchError) throws {
    guard case .object(let fields) = value else { throw fail("\(place) is not an object.") }
    self.fields = Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    self.place = place
    self.fail = fail
  }

  /// Null counts as missing.
  package func has(_ name: String) -> Bool {
    switch fields[name] {
    case nil, .null: false
    default: true
    }
  }

  package func text(_ name: String) throws -> String {
    guard case .text(let value) = fields[name] else { throw wrong(name, "a text") }
    return value
  }

  package func flag(_ name: String) throws -> Bool {
    guard case .flag(let value) = fields[name] else { throw wrong(name, "true or false") }
    return value
  }

  package func number(_ name: String) throws -> Double {
    guard case .number(let value) = fields[name] else { throw wrong(name, "a number") }
    return value
  }

  /// A whole number of at least `minimum`.
  package func whole(_ name: String, _ minimum: Int = 0) throws -> Int {
    guard let whole = wholeNumber(fields[name]), whole >= minimum else {
      throw wrong(name, "a whole number of at least \(minimum)")
    }
    return whole
  }

  package func wholes(_ name: String) throws -> [Int] {
    guard case .list(let values) = fields[name] else { throw wrong(name, "a list") }
    return try values.map { value in
      guard let whole = wholeNumber(value), whole >= 0 else { throw wrong(name, "whole numbers") }
      return whole
    }
  }

  package func wholeOrNil(_ name: String, _ minimum: Int) throws -> Int? {
    has(name) ? try whole(name, minimum) : nil
  }

  package func object(_ name: String) throws -> JSONFields {
    try JSONFields(fields[name], "\(place).\(name)", fail: fail)
  }

  package func objects(_ name: String) throws -> [JSONFields] {
    guard case .list(let values) = fields[name] else { throw wrong(name, "a list") }
    return try values.enumerated().map { try JSONFields($1, "\(place).\(name)[\($0)]", fail: fail) }
  }

  private func wrong(_ name: String, _ expected: String) -> BenchError {
    fail("\(place).\(name) must be \(expected).")
  }
}

/// Up to 2^53 − 1, the largest that every JSON reader keeps exactly.
private func wholeNumber(_ value: JSON?) -> Int? {
  guard case .number(let number) = value, let whole = Int(exactly: number), abs(whole) < 1 << 53 else { return nil }
  return whole
}
