import type { DeviceView } from '#reports/view/report-view.ts';
import { escapeInHtml, escapeMarkdown as escape, table } from './escape.ts';

/** A device is never named without where its numbers come from. */
export function nameOf({ label, provenance }: DeviceView, escaped: (text: string) => string = escape): string {
  return `${escaped(label)}${provenance.badge === null ? '' : ` · ${provenance.badge}`}`;
}

/** What the verdicts of a device rest on, folded away. */
export function evidence(device: DeviceView): readonly string[] {
  if (device.comparisons.length === 0) return [];
  const numbers = ['Robust check', 'p', 'Power', 'Detectable', 'Device min'];
  const rows = device.comparisons.map(({ label, evidence: own }) => [
    label,
    own.look === '' ? own.sample : `${own.sample}, ${own.look}`,
    own.method,
    own.robustConfidence === '' ? own.robust : `${own.robust} at ${own.robustConfidence}`,
    own.p,
    own.power,
    own.detectable,
    own.deviceMinutes,
  ]);
  return [
    [
      `<details><summary>What the verdicts on ${nameOf(device, escapeInHtml)} rest on</summary>`,
      '',
      table(['Metric', 'Rests on', 'Method', ...numbers], rows, new Set(numbers)),
      '',
      '</details>',
      '',
    ].join('\n'),
  ];
}
