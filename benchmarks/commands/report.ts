/**
 * Prints how large a report is and how long it takes to write, by phones and metrics: the fixtures of the reports with 30 stored runs.
 * Processor time is printed too, as other work on the machine does not lengthen it.
 */
import { printMachine, printTable } from '#benchmarks/print/print.ts';
import { manyInput } from '#reports/fixtures/many.fixture.ts';
import { withTrend } from '#reports/fixtures/trend.fixture.ts';
import { htmlReporter } from '#reports/html/reporter.ts';

/** Phones, and how many more latency passes make 13 metrics more of them. */
const SIZES = [
  { phones: 2, morePasses: 0 },
  { phones: 10, morePasses: 0 },
  { phones: 10, morePasses: 4 },
  { phones: 40, morePasses: 0 },
] as const;
const TIMES = 9;

printMachine('report.html');
const rows: string[][] = [];
for (const { phones, morePasses } of SIZES) {
  const input = withTrend(manyInput(phones, morePasses));
  const passes: { readonly bytes: number; readonly wallMs: number; readonly processorMs: number }[] = [];
  for (let index = 0; index < TIMES; index += 1) {
    const [began, used] = [performance.now(), process.cpuUsage()];
    const [file] = await htmlReporter().render(input);
    const { user, system } = process.cpuUsage(used);
    const bytes = Buffer.byteLength(file?.content ?? '');
    passes.push({ bytes, wallMs: performance.now() - began, processorMs: (user + system) / 1000 });
  }
  const middle = (of: (pass: (typeof passes)[number]) => number): number =>
    passes.map(of).toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0;
  const metrics = new Set(input.assessment.suite.passes.flatMap(({ id, metrics: own }) => own.map((of) => id + of)))
    .size;
  rows.push([
    String(phones),
    String(metrics),
    `${Math.round(middle(({ bytes }) => bytes) / 1000)} kB`,
    `${Math.round(passes[0]?.processorMs ?? 0)} ms`,
    `${Math.round(middle(({ processorMs }) => processorMs))} ms`,
    `${Math.round(middle(({ wallMs }) => wallMs))} ms`,
  ]);
}
printTable(['phones', 'metrics', 'size', 'processor, first', 'processor, median', 'wall, median'], rows);
