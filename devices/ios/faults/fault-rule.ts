import type { AppiumFaultCode } from './fault-codes.ts';

/** What trouble looks like. */
export type FaultRule = {
  readonly code: AppiumFaultCode;
  /** W3C error codes; they are looked at before any message. */
  readonly errors?: readonly string[];
  readonly matches: (message: string) => boolean;
};

/** Matches a message in which one of the patterns is found. */
export function any(...patterns: readonly RegExp[]): FaultRule['matches'] {
  return (message) => patterns.some((pattern) => pattern.test(message));
}
