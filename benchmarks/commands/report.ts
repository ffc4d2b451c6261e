/** Prints how large a report is and how long it takes to write, by phones and metrics: the fixtures of the reports. */
import { Bench } from 'tinybench';
import { printMachine, printTable, timings } from '#benchmarks/print/print.ts';
import { manyInput } from '#reports/fixture-many.ts';
import { htmlReporter } from '#reports/html/reporter.ts';
import { viewReport } from '#reports/view/view.ts';

/** Phones, and how many more latency passes make 13 metrics more of them. */
const SIZES = [
  { phones: 2, morePasses: 0 },
  { phones: 10, morePasses: 0 },
  { phones: 10, morePasses: 4 },
  { phones: 40, morePasses: 0 },
] as const;

printMachine('report.html');
const rows: string[][] = [];
for (const { phones, morePasses } of SIZES) {
  const input = manyInput(phones, morePasses);
  const [file] = await htmlReporter().render(input);
  const bench = new Bench({ time: 2000, iterations: 3, warmupIterations: 1, warmupTime: 0 })
    .add('view', () => void viewReport(input))
    .add('whole', async () => void (await htmlReporter().render(input)));
  const [view, whole] = await timings(bench);
  const metrics = viewReport(input).metrics.length;
  rows.push([
    String(phones),
    String(metrics),
    `${Math.round(Buffer.byteLength(file?.content ?? '') / 1000)} kB`,
    `${Math.round(view?.medianMs ?? 0)} ms`,
    `${Math.round(whole?.medianMs ?? 0)} ms`,
  ]);
}
printTable(['phones', 'metrics', 'size', 'view', 'whole'], rows);
