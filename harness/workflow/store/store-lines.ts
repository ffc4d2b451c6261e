import { type Calibration, parseCalibration } from '#harness/domain/calibration.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { DEEPEST, isTooDeep } from '#harness/domain/too-deep.ts';
import { parseVerdictRecord, type VerdictRecord } from '#harness/domain/verdict-record.ts';
import type { BaselineMove } from '#harness/ports/store.ts';

/** One line of an exported store. Runs come before what names them; the last line says how many there were. */
export type StoreLine =
  | { readonly kind: 'store'; readonly format: number; readonly exportedAt: string; readonly harness: string }
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'verdict'; readonly verdict: VerdictRecord }
  | { readonly kind: 'calibration'; readonly calibration: Calibration }
  | { readonly kind: 'baselineMove'; readonly move: BaselineMove }
  | { readonly kind: 'end'; readonly lines: number };

/** The version of these lines that this harness writes and reads. */
export const STORE_LINES_FORMAT = 1;

/** Throws RUN_INVALID or SCHEMA_TOO_NEW for what no export has written. */
export function parseStoreLine(text: string, source: string): StoreLine {
  const json = jsonOf(text, source);
  const kind = field(json, 'kind');
  switch (kind) {
    case 'store': {
      const [format, exportedAt, harness] = [field(json, 'format'), field(json, 'exportedAt'), field(json, 'harness')];
      if (typeof format !== 'number' || typeof exportedAt !== 'string' || typeof harness !== 'string') {
        throw noExport(source, 'its first line is incomplete');
      }
      if (Number.isInteger(format) && format > STORE_LINES_FORMAT) {
        throw new BenchError(
          'SCHEMA_TOO_NEW',
          `${source} has format ${format}; this fastvlm-bench reads up to ${STORE_LINES_FORMAT}.`,
          { remedy: 'Update fastvlm-bench to the version that wrote it.' },
        );
      }
      if (format !== STORE_LINES_FORMAT) throw noExport(source, `no format ${format} was ever written`);
      return { kind, format, exportedAt, harness };
    }
    case 'run':
      return { kind, run: parseRun(field(json, 'run'), source) };
    case 'verdict':
      return { kind, verdict: parseVerdictRecord(field(json, 'verdict'), source) };
    case 'calibration':
      return { kind, calibration: parseCalibration(field(json, 'calibration'), source) };
    case 'baselineMove':
      return { kind, move: moveOf(field(json, 'move'), source) };
    case 'end': {
      const lines = field(json, 'lines');
      if (typeof lines !== 'number') throw noExport(source, 'its last line is incomplete');
      return { kind, lines };
    }
    default:
      throw noExport(source, 'it is of no kind that is known');
  }
}

export function noExport(source: string, reason: string): BenchError {
  return new BenchError('RUN_INVALID', `${source} is not what \`store export\` writes: ${reason}.`, {
    remedy: 'Pass a file that fastvlm-bench store export has written, as it was written.',
  });
}

function moveOf(json: unknown, source: string): BaselineMove {
  const [name, runId, at, by, why] = ['name', 'runId', 'at', 'by', 'why'].map((key) => field(json, key));
  const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
  if (
    typeof name !== 'string' ||
    typeof at !== 'string' ||
    Number.isNaN(Date.parse(at)) ||
    !isTextOrNull(runId) ||
    !isTextOrNull(by) ||
    !isTextOrNull(why)
  ) {
    throw noExport(source, 'a move of a baseline is incomplete');
  }
  return { name, runId, at, by, why };
}

function jsonOf(text: string, source: string): unknown {
  if (isTooDeep(text)) throw noExport(source, `it is nested more than ${DEEPEST} levels deep`);
  try {
    return JSON.parse(text);
  } catch {
    throw noExport(source, 'it is no JSON');
  }
}

function field(json: unknown, key: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, key)
    ? (json as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
