import { ABSENT, fixed, rough, trimmed } from './numbers.ts';

const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;

/** `1 h 04 min`, `12 min 30 s`, `8.2 s`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return ABSENT;
  const seconds = Math.round(ms / MS_PER_SECOND);
  if (ms < MS_PER_SECOND * SECONDS_PER_MINUTE) return `${fixed(ms / MS_PER_SECOND, 1)} s`;
  const minutes = Math.floor(seconds / SECONDS_PER_MINUTE);
  if (minutes < MINUTES_PER_HOUR) return `${minutes} min ${twoDigits(seconds % SECONDS_PER_MINUTE)} s`;
  return `${Math.floor(minutes / MINUTES_PER_HOUR)} h ${twoDigits(minutes % MINUTES_PER_HOUR)} min`;
}

/** A length of time that is known roughly, in milliseconds: `0.04 s`, `0.8 min`, `14 min`. */
export function roughDurationText(ms: number): string {
  return minutesText(ms / (1000 * SECONDS_PER_MINUTE));
}

/** A length of time that is known roughly, in minutes: `0.04 s`, `0.8 min`, `14 min`, `1,250 min`. */
export function minutesText(minutes: number): string {
  if (minutes < 0.1) return `${rough(SECONDS_PER_MINUTE * minutes)} s`;
  return `${fixed(minutes, minutes < 10 ? 1 : 0)} min`;
}

/** A time that somebody has chosen: `90 s`, `0.25 s`. */
export function secondsText(ms: number): string {
  return `${trimmed(ms / MS_PER_SECOND)} s`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
