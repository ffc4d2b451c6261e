import { cpus, platform, release } from 'node:os';
import type { Bench } from 'tinybench';
import type { Rate } from '#harness/domain/calibration.ts';

/** What the numbers were measured on: they mean nothing without it. */
export function printMachine(title: string): void {
  const [first] = cpus();
  write(
    `${title}\n${cpus().length} × ${first?.model ?? 'unknown processor'}, ${platform()} ${release()}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
}

export function printRows(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [header, ...rows]) {
    write(
      `${row.map((group, column) => (column === 0 ? group.padEnd(widths[0] ?? 0) : group.padStart(widths[column] ?? 0))).join('  ')}\n`,
    );
  }
}

/** A table of Markdown, as it stands in the results. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (groups: readonly string[]): string => `| ${groups.join(' | ')} |\n`;
  write([line(header), `|${'---|'.repeat(header.length)}\n`, ...rows.map(line)].join(''));
}

export type Timing = {
  readonly name: string;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly samples: number;
};

/** Runs every task of the bench; a task that throws ends the benchmark. */
export async function timings(bench: Bench): Promise<readonly Timing[]> {
  await bench.run();
  return bench.tasks.map((task) => {
    const { result } = task;
    if (result.state !== 'completed') throw new Error(`${task.name} did not complete: ${result.state}`);
    return {
      name: task.name,
      medianMs: result.latency.p50,
      p99Ms: result.latency.p99,
      samples: result.latency.samplesCount,
    };
  });
}

export const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

/** A rate with its interval. */
export const ratePercent = ({ hits, trials, low, high }: Rate): string =>
  `${percent(hits / trials)} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;

export const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));

export function write(text: string): void {
  process.stdout.write(text);
}
