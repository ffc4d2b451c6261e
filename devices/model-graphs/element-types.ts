/** Bits of an element, by the name of its type in a model graph. */
const BITS: Readonly<Record<string, number>> = {
  f64: 64,
  f32: 32,
  f16: 16,
  bf16: 16,
  f8e4m3fn: 8,
  f8e4m3fnuz: 8,
  f8e5m2: 8,
  f8e5m2fnuz: 8,
  f8e8m0: 8,
  f4e2m1: 4,
  i64: 64,
  i32: 32,
  i16: 16,
  i8: 8,
  i4: 4,
  i2: 2,
  u64: 64,
  u32: 32,
  u16: 16,
  u8: 8,
  u6: 6,
  u4: 4,
  u3: 3,
  u2: 2,
  u1: 1,
  bool: 8,
  c64: 64,
  c128: 128,
};

/** TensorProto.DataType of onnx.proto. */
const ONNX: Readonly<Record<number, string>> = {
  1: 'f32',
  2: 'u8',
  3: 'i8',
  4: 'u16',
  5: 'i16',
  6: 'i32',
  7: 'i64',
  8: 'string',
  9: 'bool',
  10: 'f16',
  11: 'f64',
  12: 'u32',
  13: 'u64',
  14: 'c64',
  15: 'c128',
  16: 'bf16',
  17: 'f8e4m3fn',
  18: 'f8e4m3fnuz',
  19: 'f8e5m2',
  20: 'f8e5m2fnuz',
  21: 'u4',
  22: 'i4',
  23: 'f4e2m1',
  24: 'f8e8m0',
  25: 'u2',
  26: 'i2',
};

/** DataType of MIL.proto. */
const MIL: Readonly<Record<number, string>> = {
  1: 'bool',
  2: 'string',
  10: 'f16',
  11: 'f32',
  12: 'f64',
  13: 'bf16',
  21: 'i8',
  22: 'i16',
  23: 'i32',
  24: 'i64',
  25: 'i4',
  31: 'u8',
  32: 'u16',
  33: 'u32',
  34: 'u64',
  35: 'u4',
  36: 'u2',
  37: 'u1',
  38: 'u6',
  39: 'u3',
  40: 'f8e4m3fn',
  41: 'f8e5m2',
};

/** ArrayFeatureType.ArrayDataType of FeatureTypes.proto. */
const FEATURE: Readonly<Record<number, string>> = {
  65552: 'f16',
  65568: 'f32',
  65600: 'f64',
  131080: 'i8',
  131104: 'i32',
};

export function onnxType(code: number): string {
  return ONNX[code] ?? `type ${code}`;
}

export function milType(code: number): string {
  return MIL[code] ?? `type ${code}`;
}

export function featureType(code: number): string {
  return FEATURE[code] ?? `type ${code}`;
}

/** The name that a compiled ML program writes: `fp16`, `uint4`. */
export function milTextType(name: string): string {
  return name.replace(/^fp/, 'f').replace(/^uint/, 'u').replace(/^int/, 'i');
}

/** Bytes of so many elements, which share bytes where they are smaller; null for texts and for types that are not known. */
export function bytesOf(type: string, elements: number): number | null {
  const bits = BITS[type];
  return bits === undefined ? null : Math.ceil((elements * bits) / 8);
}
