/**
 * Whether one version of an operating system comes before another. Numbers are compared part by part, and a part that is
 * missing is zero; what goes on after the numbers, such as the letter of a beta, is not compared. A version that does
 * not begin with a number is unknown, and an unknown one is neither older nor newer.
 */
export function isOlderVersion(version: string, than: string): boolean {
  const left = partsOf(version);
  const right = partsOf(than);
  if (left === null || right === null) return false;
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function partsOf(version: string): readonly number[] | null {
  const numbers = /^\s*(?:i(?:Pad)?OS\s*)?(\d+(?:\.\d+)*)/i.exec(version)?.[1];
  return numbers === undefined ? null : numbers.split('.').map(Number);
}
