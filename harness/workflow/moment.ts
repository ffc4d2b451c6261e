/** A moment that people read: `2026-01-31 23:59`, in UTC. */
export function momentText(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

/** A moment as part of a name: `20260131-235959`, in UTC, sortable. */
export function momentName(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
