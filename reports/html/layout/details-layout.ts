import { firstOf } from '#harness/text/lists.ts';
import { footprintsDrawing } from '#reports/html/drawings/footprints.ts';
import { launchesDrawing } from '#reports/html/drawings/launches.ts';
import { phasesDrawing } from '#reports/html/drawings/phases.ts';
import { strip } from '#reports/html/drawings/strip.ts';
import { trendDrawing } from '#reports/html/drawings/trend.ts';
import { throughputDrawing } from '#reports/html/drawings/course.ts';
import type { MetricDetails, OnPhone } from '#reports/view/metric-details-view.ts';
import type { MetricFinding } from '#reports/view/metric-finding-view.ts';

const STRIP_WIDTH = 128;

/** What is known of each metric: those that need a person first and in that order, then the others. */
export function detailsLayout(metrics: readonly MetricDetails[], findings: readonly MetricFinding[]) {
  const order = new Map(findings.map(({ anchor }, index) => [anchor, index]));
  const all = metrics.map(metricLayout);
  return {
    found: all
      .filter(({ anchor }) => order.has(anchor))
      .toSorted((a, b) => (order.get(a.anchor) ?? 0) - (order.get(b.anchor) ?? 0)),
    others: all.filter(({ anchor }) => !order.has(anchor)),
  };
}

function metricLayout(metric: MetricDetails) {
  const { phones, models, launches, phases, throughput, footprints, trends } = metric;
  return {
    ...metric,
    isCompared: phones.length > 0,
    explanations: explanationsOf(metric),
    outputs: outputsOf(metric),
    isMeasured: metric.measurements.length > 0,
    hasLaunches: launches.length > 0,
    models: models.map((own) => ({ ...own, svg: lineOf(own) })),
    phones: phones.map((own) => ({ ...own, svg: lineOf(own) })),
    launches: launches.map((plot) => drawn(plot, launchesDrawing(plot))),
    phases: phases.map(({ phone, description, arms, rows, ...view }) => ({
      phone,
      description,
      arms,
      rows,
      svg: phasesDrawing({ ...view, description, arms, rows }),
    })),
    levelsChanged: trends.some(({ levelChanges }) => levelChanges.length > 0),
    trends: trends.map((view) => ({
      ...drawn(view, trendDrawing(view)),
      ...view.series,
      levelChanges: view.levelChanges,
    })),
    throughput: throughput.map((view) => drawn(view, throughputDrawing(view))),
    footprints: footprints.map((view) => ({ ...view, svg: footprintsDrawing(view) })),
  };
}

/** What is left of a picture's data when it is drawn. */
function drawn(
  { phone, unit, description }: OnPhone<{ readonly unit: string; readonly description: string }>,
  svg: string,
) {
  return { phone, unit, description, svg };
}

type PhoneText = { readonly phone: string; readonly text: string };

/** A text that is true of all phones is shown once, without their names. */
function shownOnce(all: readonly PhoneText[]): readonly { readonly text: string; readonly where: string }[] {
  const byText = Map.groupBy(all, ({ text }) => text);
  return [...byText].map(([text, own]) => ({
    text,
    where:
      byText.size === 1
        ? ''
        : firstOf(
            own.map(({ phone }) => phone),
            3,
          ),
  }));
}

/** Each verdict of the rows with its reason. */
function explanationsOf({ phones, models }: MetricDetails) {
  const rows = [...models.map(({ title, row }) => ({ phone: title, row })), ...phones];
  return [...Map.groupBy(rows, ({ row }) => row.verdict.word)].flatMap(([word, own]) =>
    shownOnce(own.map(({ phone, row }) => ({ phone, text: row.verdict.explanation }))).map(({ text, where }) => ({
      word,
      where,
      explanation: text,
    })),
  );
}

function outputsOf({ phones }: MetricDetails) {
  const differing = phones.filter(({ row }) => row.outputs !== '');
  const said = shownOnce(differing.map(({ phone, row }) => ({ phone, text: row.outputs })));
  const isEverywhere = differing.length === phones.length;
  return said.map(({ text, where }) => ({
    text,
    where:
      where === '' && !isEverywhere
        ? firstOf(
            differing.map(({ phone }) => phone),
            3,
          )
        : where,
  }));
}

type Lined = Pick<MetricDetails['phones'][number], 'line'> & {
  readonly row: Pick<MetricDetails['phones'][number]['row'], 'verdict'>;
};

function lineOf({ line, row }: Lined): string {
  return line === null ? '' : strip([line], row.verdict.kind, STRIP_WIDTH);
}
