/** A moment that people read: `2026-01-31 23:59`, in UTC; what is not a time is printed as it came. */
export function momentText(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

/** The same where nothing else says that it is UTC: `2026-03-01 09:15 UTC`. */
export function instant(iso: string): string {
  const text = momentText(iso);
  return text === iso ? iso : `${text} UTC`;
}

/** `2026-03-01`; what is not a time is printed as it came. */
export function day(iso: string): string {
  return momentText(iso).slice(0, 10);
}
