/** How a launch ended, with the events file as it was then. */
export type Ending = {
  /**
   * `finished`: the file's last line says so. `torn`: its last line was begun and is not continued. `ended`: the app
   * is gone. `interrupted`: it left the foreground. `overdue`: it has not finished in time. `tooLarge`: it
   * has written more than is read.
   */
  readonly kind: 'finished' | 'torn' | 'ended' | 'interrupted' | 'overdue' | 'tooLarge';
  readonly events: Buffer | null;
  /** Size of the file on the device. */
  readonly bytes: number;
  /** How long the file had not grown. */
  readonly stillMs: number;
};
