/** IEEE 754 half precision by hand: not every version of Node that runs this has Float16Array. */

const floatBits = new Float32Array(1);
const integerBits = new Uint32Array(floatBits.buffer);

/** Rounds to nearest, ties to even; too large becomes infinite. */
export function toHalfFloats(values: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < values.length; index += 1) halves[index] = toHalf(values[index] ?? 0);
  return halves;
}

export function fromHalfFloats(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index += 1) values[index] = fromHalf(halves[index] ?? 0);
  return values;
}

function toHalf(value: number): number {
  floatBits[0] = value;
  const bits = integerBits[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | roundToEven(magnitude - 0x38000000, 13);
  // Below 2^-14 halves are multiples of 2^-24; below half of the smallest one nothing is left.
  if (magnitude < 0x33000000) return sign;
  const exponent = magnitude >>> 23;
  return sign | roundToEven((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
}

function roundToEven(bits: number, dropped: number): number {
  const kept = bits >>> dropped;
  const rest = bits & ((1 << dropped) - 1);
  const half = 1 << (dropped - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

function fromHalf(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
