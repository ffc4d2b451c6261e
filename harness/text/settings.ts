import { secondsText } from './durations.ts';
import { count, trimmed } from './numbers.ts';
import { marginText } from './quantities.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Margin, MarginSize, Protocol, Workload } from '#harness/domain/suite.ts';
import { suppliesText } from './supplies.ts';

/** How each setting is called and its value is printed. */
export type Words<T> = { readonly [Key in keyof T]: readonly [name: string, text: (value: T[Key]) => string] };

const quoted = (value: string): string => `“${value}”`;
const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

export const WORKLOAD_WORDS: Words<Workload> = {
  id: ['name', quoted],
  model: ['model', quoted],
  dataset: ['dataset', quoted],
  subset: ['subset', quoted],
  promptTemplate: ['prompt', quoted],
  imageSizePx: ['image size', (value) => (value === null ? 'what the build is configured for' : `${value} px`)],
  maxOutputTokens: ['output limit', (value) => count(value, 'token')],
};

export const PROTOCOL_WORDS: Words<Omit<Protocol, 'blocks' | 'looks' | 'fewestToPass'>> = {
  discardFirstLaunch: ['first launch excluded', yesOrNo],
  warmupIterations: ['warm-up', (value) => count(value, 'iteration')],
  iterationsPerLaunch: ['launch', (value) => count(value, 'iteration')],
  cycles: ['load–run–unload cycles', String],
  footprintIntervalMs: ['memory sampling', (value) => (value === null ? 'none' : `every ${value} ms`)],
  energyRefreshes: ['energy window', (value) => (value === null ? 'none' : count(value, 'renewal'))],
  sustainMs: ['sustained load', (value) => (value === undefined ? 'none' : secondsText(value))],
  forcedThermal: ['forced thermal state', (value) => value ?? 'none'],
  launchTimeoutMs: ['longest launch', secondsText],
  readiness: [
    'readiness',
    ({ minBatteryPercent, maxBatteryPercent, supplies, pollMs, timeoutMs, restMs }) =>
      `battery ${minBatteryPercent} to ${maxBatteryPercent} %${supplies === undefined ? '' : `, ${suppliesText(supplies)}`}, asked every ${secondsText(pollMs)} for ${secondsText(timeoutMs)}${restMs === undefined ? '' : `, after a rest of ${secondsText(restMs)}`}`,
  ],
};

/** `3 % or 20 MB`, `8 % (warns)`, `3 %, on iPhone12,1 8 %`. */
export function marginWords({ metric, severity, onDeviceModel = {}, ...size }: Margin): string {
  const own = Object.entries(onDeviceModel).map(([model, its]) => `, on ${model} ${sizeWords(metric, its)}`);
  return `${sizeWords(metric, size)}${own.join('')}${severity === 'warn' ? ' (warns)' : ''}`;
}

function sizeWords(metric: MetricId, { percent, absolute }: MarginSize): string {
  const sizes = [
    ...(percent === null ? [] : [`${trimmed(percent)} %`]),
    ...(absolute === null ? [] : [marginText(absolute, { metric, scale: 'absolute' })]),
  ];
  return sizes.join(' or ');
}
