import { whole } from '#harness/text/numbers.ts';
import type { DatasetProgress } from '#harness/ports/dataset.ts';
import { progressLine } from './progress-line.ts';
import type { World } from '#harness/cli/world.ts';

type DatasetLine = {
  readonly onProgress: (progress: DatasetProgress) => void;
  /** Leaves the last state on the screen. */
  readonly end: () => void;
};

/** The progress of reading a dataset. Where a person watches, each step leaves its last line on the screen. */
export function datasetLine(world: Pick<World, 'terminal' | 'clock'>): DatasetLine {
  const line = progressLine(world);
  return {
    onProgress: (progress) => line.show(textOf(progress), progress.done === progress.total),
    end: line.end,
  };
}

function textOf({ step, done, total }: DatasetProgress): string {
  if (step === 'images') return `images: ${whole(done)} of ${whole(total)}`;
  return `${step}: ${total === 0 ? 100 : Math.floor((100 * done) / total)} %`;
}
