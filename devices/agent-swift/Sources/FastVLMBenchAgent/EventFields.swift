// What an app reports, as fields of events.

extension BenchComputeUnits {
  var value: JSON {
    .object([
      (name: "graph", value: .text(graph)),
      (name: "of", value: .text(measure.rawValue)),
      (name: "cpu", value: .number(cpu)),
      (name: "gpu", value: .number(gpu)),
      (name: "neuralEngine", value: .number(neuralEngine)),
    ])
  }
}

func spanValues(_ answer: RecordedAnswer) -> [JSON] {
  var spans = answer.spans.map { (stage: $0.stage.rawValue, startNs: $0.startNs, endNs: $0.endNs) }
  if let first = answer.tokenNs.first, let last = answer.tokenNs.last, answer.tokenNs.count > 1 {
    spans.append((stage: "decode", startNs: first, endNs: last))
  }
  return spans.map { span in
    .object([
      (name: "stage", value: .text(span.stage)),
      (name: "startNs", value: .whole(span.startNs)),
      (name: "endNs", value: .whole(span.endNs)),
    ])
  }
}

func conditionFields(_ conditions: DeviceConditions) -> [(name: String, value: JSON)] {
  var fields: [(name: String, value: JSON)] = []
  if let thermal = conditions.thermal { fields.append((name: "thermal", value: .text(thermal.rawValue))) }
  if let isOn = conditions.lowPowerMode { fields.append((name: "lowPowerMode", value: .flag(isOn))) }
  return fields
}
