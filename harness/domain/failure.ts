import type { Evidence } from './evidence.ts';
import type { TextPlace } from './json-place.ts';

/**
 * What the process says when it ends: 0 pass, 1 gate failed, 2 bad usage or configuration, 3 inconclusive, 4 the lab
 * failed.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** Every failure that a person must act on, with the exit code that it ends in. */
const EXIT_CODES = {
  USAGE: 2,
  FILE_NOT_FOUND: 2,
  FILE_UNREADABLE: 2,
  FILE_UNWRITABLE: 2,
  BUILD_INVALID: 2,
  RUN_INVALID: 2,
  SCHEMA_TOO_NEW: 2,
  UNKNOWN_SUITE: 2,
  UNKNOWN_POLICY: 2,
  UNKNOWN_DEVICE: 2,
  UNKNOWN_BASELINE: 2,
  UNKNOWN_RUN: 2,
  UNKNOWN_DATASET: 2,
  DATASET_INVALID: 2,
  CONFIG_INVALID: 2,
  NOT_COMPARABLE: 2,
  BUNDLE_ALTERED: 1,
  STORE_INVALID: 2,
  STORE_READ_ONLY: 2,
  PUBLISH_REFUSED: 2,
  PORT_TAKEN: 4,
  APPIUM_FAILED: 4,
  DEVICE_UNAVAILABLE: 4,
  DEVICE_LOST: 4,
  DEVICE_GIVEN_UP: 4,
  DISK_FULL: 4,
  STORE_FAILED: 4,
  PUBLISH_FAILED: 4,
  INTERRUPTED: 4,
} as const satisfies Record<string, ExitCode>;

export type FailureCode = keyof typeof EXIT_CODES;

/** An absolute path, with a line and a column, counted from 1, where they are known. */
export type FilePlace = { readonly file: string } & Partial<TextPlace>;

/** An error that a person must fix: one sentence of what is wrong, one of what to do about it. */
export class BenchError extends Error {
  readonly code: FailureCode;
  readonly remedy: string;
  /** What helps to understand it; empty for most errors. */
  readonly evidence: readonly Evidence[];
  /** What is wrong in a file that a person wrote; undefined for most errors. */
  readonly place: FilePlace | undefined;

  constructor(
    code: FailureCode,
    message: string,
    options: {
      readonly remedy: string;
      readonly cause?: unknown;
      readonly evidence?: readonly Evidence[];
      readonly place?: FilePlace | undefined;
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BenchError';
    this.code = code;
    this.remedy = options.remedy;
    this.evidence = options.evidence ?? [];
    this.place = options.place;
  }

  get exitCode(): ExitCode {
    return EXIT_CODES[this.code];
  }
}
