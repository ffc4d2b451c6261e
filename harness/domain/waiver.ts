import { z } from 'zod';
import { configPattern, configPositive, configSection, configText, parseConfigFile } from './config-file.ts';
import { METRIC_IDS, type MetricId } from './metric.ts';

/**
 * A change for the worse that somebody has accepted, for a time. It is a wider margin in one place: what exceeds it fails as
 * if it were not there.
 */
export type Waiver = {
  readonly metric: MetricId;
  /** Hardware identifier, e.g. `iPhone17,1`; every model where it is left out. */
  readonly deviceModel?: string;
  /** Every suite where it is left out. */
  readonly suite?: string;
  /** The candidates that it is for: how their commit, or the sha256 of their package, begins. Every one where it is left out. */
  readonly builds?: readonly string[];
  /** The worst change that is accepted, positive: in percent of the baseline, or in the metric's unit. One of the two. */
  readonly acceptedPercent?: number;
  readonly acceptedAbsolute?: number;
  /** Who answers for it. */
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it holds, in UTC: `2026-12-31`. */
  readonly until: string;
};

/** The waivers that a decision may rest on, and the day, in UTC, on which it is made. */
export type Exceptions = { readonly waivers: readonly Waiver[]; readonly on: string };

export const NO_EXCEPTIONS: Exceptions = { waivers: [], on: '' };

/** @param moment ISO 8601, in UTC */
export function exceptionsAt(moment: string, waivers: readonly Waiver[]): Exceptions {
  return { waivers, on: moment.slice(0, '2026-12-31'.length) };
}

const REMEDY = 'Correct the file; docs/waivers.md has an example with all fields.';
const ONE_SIZE = 'must have either acceptedPercent or acceptedAbsolute';
const DAY = 'must be a day such as 2026-12-31';

/** Strict: a field that is not known would be left out of the decision. */
export const waiverSchema: z.ZodType<Waiver> = configSection({
  metric: z.enum(METRIC_IDS, `must be one of the metrics, such as ${METRIC_IDS[0]}`),
  deviceModel: configText.exactOptional(),
  suite: configText.exactOptional(),
  builds: z
    .array(configPattern(/^\S{7,200}$/, '7 or more digits of a commit or a sha256'), 'must be a list')
    .min(1, 'must name a build')
    .exactOptional(),
  acceptedPercent: configPositive.exactOptional(),
  acceptedAbsolute: configPositive.exactOptional(),
  owner: configText,
  reason: configText,
  until: z.iso.date(DAY),
}).refine(
  ({ acceptedPercent, acceptedAbsolute }) => (acceptedPercent === undefined) !== (acceptedAbsolute === undefined),
  ONE_SIZE,
);

const fileSchema = configSection({ waivers: z.array(waiverSchema, 'must be a list') });

/** The only way in for a file of waivers (JSON), an absolute path. Throws CONFIG_INVALID that names the field. */
export function parseWaivers(text: string, file: string): readonly Waiver[] {
  return parseConfigFile(fileSchema, { text, source: file, remedy: REMEDY, file }).waivers;
}

/** A file of waivers, as people read and review it. */
export function waiversText(waivers: readonly Waiver[]): string {
  return `${JSON.stringify({ waivers }, null, 2)}\n`;
}
