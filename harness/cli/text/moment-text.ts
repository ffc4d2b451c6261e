/** A moment that people read: `2026-01-31 23:59`, in UTC. */
export function momentText(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
