import { whole } from '#harness/domain/number-text.ts';
import type { DatasetProgress } from '#harness/ports.ts';
import type { World } from '#harness/cli/world.ts';

export type ProgressLine = {
  readonly onProgress: (progress: DatasetProgress) => void;
  /** Leaves the last state on the screen. */
  readonly end: () => void;
};

/** Between two lines of one step in a log, and between two states of the line that a person watches. */
const [LINE_INTERVAL_MS, STATE_INTERVAL_MS] = [5000, 100];

/** One line that changes where a person watches, a line now and then in a log. The end of a step is always shown. */
export function progressLine({ terminal, clock }: Pick<World, 'terminal' | 'clock'>): ProgressLine {
  const intervalMs = terminal.isInteractive ? STATE_INTERVAL_MS : LINE_INTERVAL_MS;
  let lastMs = clock.monotonicMs();
  let isOpen = false;
  const show = (progress: DatasetProgress): void => {
    lastMs = clock.monotonicMs();
    if (!terminal.isInteractive) return terminal.write(`${textOf(progress)}\n`);
    const isEnd = progress.done === progress.total;
    // Erases what a longer state left behind.
    terminal.write(`\r${textOf(progress)}\u001b[K${isEnd ? '\n' : ''}`);
    isOpen = !isEnd;
  };
  return {
    onProgress: (progress) => {
      if (progress.done === progress.total || clock.monotonicMs() - lastMs >= intervalMs) show(progress);
    },
    end: () => {
      if (isOpen) terminal.write('\n');
      isOpen = false;
    },
  };
}

function textOf({ step, done, total }: DatasetProgress): string {
  if (step === 'images') return `images: ${whole(done)} of ${whole(total)}`;
  return `${step}: ${total === 0 ? 100 : Math.floor((100 * done) / total)} %`;
}
