/** What stands where there is no number. */
export const ABSENT = '–';

/** So many decimals, trailing zeros too: for numbers that are read beside each other. */
export function fixed(value: number, decimals: number): string {
  return Number.isFinite(value) ? grouped(value, decimals, decimals) : ABSENT;
}

/** `+10.8`, `−2.1`, `0.0`. */
export function signed(value: number, decimals: number): string {
  return withSign(value, fixed(value, decimals));
}

/** No trailing zeros: `5`, `0.3`. */
export function trimmed(value: number, mostDecimals = 2): string {
  return Number.isFinite(value) ? grouped(value, 0, mostDecimals) : ABSENT;
}

/** The same with its sign: `+0.3`, `−1`, `0`. */
export function signedTrimmed(value: number): string {
  return withSign(value, trimmed(value));
}

/** `1,480`. */
export function whole(value: number): string {
  return grouped(value, 0, 0);
}

/** A number of things: `1 launch`, `24 launches`. */
export function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${whole(value)} ${value === 1 ? singular : plural}`;
}

/** What is known roughly only: `235`, `42`, `4.2`, `0.04`. What is beyond all bounds is `∞`. */
export function rough(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) === Number.POSITIVE_INFINITY) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  return fixed(value, size >= 9.95 ? 0 : size >= 0.995 ? 1 : 2);
}

/** A share or a relative size in per cent, with at most one decimal: `98.6 %`, `5 %`. */
export function percentText(fraction: number): string {
  return `${trimmed(100 * fraction, 1)} %`;
}

/** Whole numbers in rising order, such as `6, 12, 18`; a long even series as `6, 8, … 22`. */
export function seriesText(numbers: readonly number[]): string {
  const [first = 0, second = 0] = numbers;
  const isEven = numbers.every((number, index) => number === first + index * (second - first));
  const last = numbers.at(-1);
  if (numbers.length < 5 || !isEven || last === undefined) return numbers.map(whole).join(', ');
  return `${whole(first)}, ${whole(second)}, … ${whole(last)}`;
}

/** Rounded to so many decimals at least and at most, in groups of three digits. */
function grouped(value: number, minimum: number, maximum: number): string {
  const text = formatOf(minimum, maximum).format(Math.abs(value));
  // A number that rounds to nought has no sign; a minus is as wide as a plus.
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

function withSign(value: number, text: string): string {
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Made once: it takes longer than formatting a number many times over. */
const FORMATS = new Map<string, Intl.NumberFormat>();

function formatOf(minimum: number, maximum: number): Intl.NumberFormat {
  const key = `${minimum}-${maximum}`;
  const known = FORMATS.get(key);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: minimum, maximumFractionDigits: maximum });
  FORMATS.set(key, format);
  return format;
}
