const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const MIDDLE = '▄';

/** A mark for each value, from the lowest to the highest of them; values that are all the same are in the middle. */
export function sparkline(values: readonly number[]): readonly string[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const barOf = (value: number): string =>
    low === high ? MIDDLE : (BARS[Math.round(((value - low) / (high - low)) * (BARS.length - 1))] ?? MIDDLE);
  return values.map(barOf);
}
