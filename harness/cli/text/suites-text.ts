import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { forcedText } from '#harness/text/applicable.ts';
import { count, seriesText } from '#harness/text/numbers.ts';
import { marginText } from '#harness/text/quantities.ts';
import type { Margin, Pass, Suite } from '#harness/domain/suite.ts';
import { table } from './table.ts';
import { minutesText } from '#harness/text/durations.ts';

/** What can be measured. */
export function suitesText(suites: readonly Suite[], columns: number | null): string {
  return `${suites.map((suite) => `${describe(suite, columns)}\n`).join('')}${LEGEND}`;
}

const LEGEND = `name       what commands, configurations and waivers call the metric
primary    decides by itself
phase      a part of time to first token: says where, and decides by itself unless the whole is certainly no worse
secondary  is shown and decides nothing
(warns)    a regression is noted and fails nothing
`;

function describe(suite: Suite, columns: number | null): string {
  const margins = new Map(suite.margins.map((margin) => [margin.metric, margin]));
  const rows = suite.passes.flatMap((pass) =>
    pass.metrics.map((metric) => [
      `  ${pass.id}`,
      METRICS[metric].label,
      metric,
      METRICS[metric].role,
      sizeText(margins.get(metric), metric),
    ]),
  );
  return `${suite.id} v${suite.version}: ${suite.title}\n${suite.passes.map(passText).join('')}${table(['  pass', 'metric', 'name', 'role', 'margin'], rows, columns)}`;
}

function passText({ id, workload, protocol }: Pass): string {
  const cycles = protocol.cycles > 1 ? `, ${protocol.cycles} load–run–unload cycles` : '';
  const energy =
    protocol.energyRefreshes === null ? '' : `, energy over ${protocol.energyRefreshes} telemetry renewals`;
  const load = protocol.sustainMs === undefined ? '' : `, asked for ${minutesText(protocol.sustainMs / 60_000)}`;
  const rest =
    protocol.readiness.restMs === undefined
      ? ''
      : `, after a rest of ${minutesText(protocol.readiness.restMs / 60_000)}`;
  const forced = forcedText(protocol);
  const state = forced === null ? '' : `, ${forced}`;
  const looks = protocol.looks.length === 0 ? '' : `, looked at after ${seriesText(protocol.looks)}`;
  const counted = count(protocol.blocks, 'block');
  const blocks = looks === '' ? counted : `at most ${counted}`;
  const questions = `each launch up to ${count(protocol.iterationsPerLaunch, 'question')} of ${workload.dataset}/${workload.subset}`;
  return `  ${id}: ${blocks} a phone, ${questions}${load}${rest}${state}${looks}${cycles}${energy}\n`;
}

function sizeText(margin: Margin | undefined, metric: MetricId): string {
  if (margin === undefined) return '';
  const percent = margin.percent === null ? [] : [`${margin.percent} %`];
  const absolute = margin.absolute === null ? [] : [marginText(margin.absolute, { metric, scale: 'absolute' })];
  const both = [...percent, ...absolute];
  const size = both.length > 1 ? `${both.join(' or ')}, the larger` : both.join('');
  return margin.severity === 'warn' ? `${size} (warns)` : size;
}
