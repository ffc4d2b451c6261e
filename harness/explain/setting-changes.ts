import type { Build } from '#harness/domain/build.ts';
import { readable } from '#harness/text/sentences.ts';

/** One value of a small JSON file that differs between the builds. */
export type SettingChange = {
  readonly file: string;
  /** `networks.visionEncoder.graphOptimization`. */
  readonly path: string;
  /** As it stands in the file; empty where the build does not have it. */
  readonly before: string;
  readonly after: string;
};

/** More of them are no hint but another file. */
export const MOST_SETTING_CHANGES = 12;
const LONGEST_VALUE = 80;
const LONGEST_PATH = 120;

/** Every value that differs in a file that both builds have; files that are no JSON have none. */
export function settingChanges(candidate: Build, baseline: Build): readonly SettingChange[] {
  return (candidate.settings ?? []).flatMap(({ name, text }) => {
    const old = baseline.settings?.find((file) => file.name === name);
    if (old === undefined || old.text === text) return [];
    const [before, after] = [valuesOf(old.text), valuesOf(text)];
    if (before === null || after === null) return [];
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((path) => before.get(path) !== after.get(path))
      .map((path) => ({
        file: readable(name, 100),
        path: readable(path, LONGEST_PATH),
        before: readable(before.get(path) ?? '', LONGEST_VALUE),
        after: readable(after.get(path) ?? '', LONGEST_VALUE),
      }));
  });
}

/** The values of a JSON text by their path; lists are values. Null where it is none. */
function valuesOf(text: string): ReadonlyMap<string, string> | null {
  try {
    const values = new Map<string, string>();
    collect(JSON.parse(text), [], values);
    return values;
  } catch {
    return null;
  }
}

function collect(value: unknown, path: readonly string[], values: Map<string, string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    values.set(path.join('.'), JSON.stringify(value));
    return;
  }
  for (const [key, own] of Object.entries(value)) collect(own, [...path, key], values);
}
