/**
 * What the signed-rank statistic is when every value is as likely positive as negative: probability at index s that
 * the weights of the positive values add up to s (Wilcoxon 1945).
 *
 * @param weights positive whole numbers: the ranks, or twice the ranks where ties have made halves
 */
export function signedRankProbabilities(weights: readonly number[]): Float64Array {
  const probabilities = new Float64Array(weights.reduce((sum, weight) => sum + weight, 1));
  probabilities[0] = 1;
  let top = 0;
  for (const weight of weights) {
    top += weight;
    for (let sum = top; sum >= 0; sum -= 1) {
      const withoutIt = sum >= weight ? (probabilities[sum - weight] ?? 0) : 0;
      probabilities[sum] = ((probabilities[sum] ?? 0) + withoutIt) / 2;
    }
  }
  return probabilities;
}

/**
 * What the rank sum of `count` values is when any `count` of all are equally likely: probability at index s that their
 * weights add up to s (Mann & Whitney 1947; with ties Klotz 1966).
 *
 * @param weights as above, of both samples together
 */
export function rankSumProbabilities(weights: readonly number[], count: number): Float64Array {
  const rising = Float64Array.from(weights).sort();
  const largest = rising.subarray(rising.length - count).reduce((sum, weight) => sum + weight, 0);
  // Ways to choose so many of the weights seen so far, by their sum. No sum exceeds that many times the latest weight.
  const ways = Array.from({ length: count + 1 }, () => new Float64Array(largest + 1));
  ways[0]?.fill(1, 0, 1);
  rising.forEach((weight, index) => {
    for (let chosen = Math.min(index + 1, count); chosen >= 1; chosen -= 1) {
      const [without, withIt] = [ways[chosen - 1], ways[chosen]];
      if (without === undefined || withIt === undefined) continue;
      for (let sum = Math.min(largest, chosen * weight); sum >= weight; sum -= 1) {
        withIt[sum] = (withIt[sum] ?? 0) + (without[sum - weight] ?? 0);
      }
    }
  });
  const counted = ways[count] ?? new Float64Array(1);
  const total = counted.reduce((sum, number) => sum + number, 0);
  return counted.map((number) => number / total);
}

/**
 * What the Mann–Whitney U of two samples without ties is when both are alike: probability at index U, 0 to their
 * product.
 */
export function uProbabilities(first: number, second: number): Float64Array {
  const ranks = Array.from({ length: first + second }, (_, index) => index + 1);
  return rankSumProbabilities(ranks, first).subarray((first * (first + 1)) / 2);
}
