import type { World } from '#harness/cli/world.ts';

export type ProgressLine = {
  /** Shows a text, unless another was shown a moment ago. The last text of a step stays on the screen. */
  readonly show: (text: string, isLast: boolean) => void;
  /** Leaves the last state on the screen. */
  readonly end: () => void;
  /** Removes it from the screen. */
  readonly clear: () => void;
};

/** Between two states of the line that a person watches, and between two lines in a log, where all of them stay. */
const [STATE_INTERVAL_MS, LINE_INTERVAL_MS] = [100, 30_000];

/** One line that changes where a person watches; a line now and then in a log, and none for work that is soon done. */
export function progressLine({ terminal, clock }: Pick<World, 'terminal' | 'clock'>): ProgressLine {
  const intervalMs = terminal.isInteractive ? STATE_INTERVAL_MS : LINE_INTERVAL_MS;
  let lastMs = clock.monotonicMs();
  let isOpen = false;
  const close = (text: string): void => {
    if (isOpen) terminal.write(text);
    isOpen = false;
  };
  return {
    show: (text, isLast) => {
      const nowMs = clock.monotonicMs();
      if (nowMs - lastMs < intervalMs && !(isLast && terminal.isInteractive)) return;
      lastMs = nowMs;
      if (!terminal.isInteractive) return terminal.write(`${text}\n`);
      // Erases what a longer state left behind.
      terminal.write(`\r${text}\u001b[K${isLast ? '\n' : ''}`);
      isOpen = !isLast;
    },
    end: () => close('\n'),
    clear: () => close('\r\u001b[K'),
  };
}
