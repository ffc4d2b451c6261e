/**
 * Published measurements in which nothing was changed between the repetitions; their sources are in data/SOURCES.md.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export const AA_DATASETS = ['go-bent', 'android-startups', 'criterion', 'iphone-decode', 'llm-launches'] as const;
export type AaDataset = (typeof AA_DATASETS)[number];

/** One thing measured again and again without a change. */
export type AaSeries = {
  readonly dataset: AaDataset;
  readonly name: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** In the order they were measured. */
  readonly sessions: readonly AaSession[];
};

/** A night, a run or a process: what was measured in one go. */
export type AaSession = {
  readonly name: string;
  /** In the order they were measured, above 0; what one value is, a launch or less, is in data/SOURCES.md. */
  readonly values: readonly number[];
};

/** The series of a dataset, in the order of its file. */
export function loadAa(dataset: AaDataset): readonly AaSeries[] {
  const path = new URL(`data/${dataset}.json.gz`, import.meta.url);
  const json: unknown = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'));
  return list(field(json, 'series')).map((series) => ({
    dataset,
    name: text(field(series, 'name')),
    unit: text(field(series, 'unit')),
    better: field(series, 'better') === 'higher' ? 'higher' : 'lower',
    sessions: list(field(series, 'sessions')).map((session) => ({
      name: text(field(session, 'name')),
      values: list(field(session, 'values')).map(positive),
    })),
  }));
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) throw new TypeError(`expected an object with ${name}`);
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`expected a list, not ${String(value)}`);
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`expected text, not ${String(value)}`);
  return value;
}

function positive(value: unknown): number {
  if (typeof value !== 'number' || !(value > 0)) throw new TypeError(`expected a number above 0, not ${String(value)}`);
  return value;
}
