import { fixed, rough } from '#harness/text/numbers.ts';

const SECONDS_PER_MINUTE = 60;

/** `0.04 s`, `0.8 min`, `14 min`, `1,250 min`. */
export function minutesText(minutes: number): string {
  if (minutes < 0.1) return `${rough(SECONDS_PER_MINUTE * minutes)} s`;
  return `${fixed(minutes, minutes < 10 ? 1 : 0)} min`;
}
