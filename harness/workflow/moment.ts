/** A moment as part of a name: `20260131-235959`, in UTC, sortable. */
export function momentName(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
