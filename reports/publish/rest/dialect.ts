import type { Answer, NotDone } from './patience.ts';

/** How a service differs from others behind the same kind of API. */
export type Dialect = {
  /** As errors call it: `GitHub`. */
  readonly service: string;
  /** The variable that names its address. */
  readonly addressVariable: string;
  /** Go with every request; the token is in them. */
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  /** Names of the headers that say how many requests are left, and when there are more, in seconds since 1970; null where it has none. */
  readonly limitHeaders: { readonly remaining: string; readonly reset: string } | null;
  /** Null where something may have been done, or the answer is final. */
  readonly notDone: (answer: Answer) => NotDone | null;
  /** Whether requests go on to another address that an answer names. A token of a header of its own would go with them. */
  readonly redirect: 'follow' | 'manual';
  /** False where only the status of an answer counts. */
  readonly areAnswersRead: boolean;
  /** The path or address of the next page of a list; null after the last one. The token goes there, so it must be the same service. */
  readonly nextPage: (headers: Headers, path: string, apiUrl: string) => string | null;
  /** What to do about a refusal, by its status; `permission` is that of the request. */
  readonly remedies: Readonly<Record<number, (permission: string) => string>>;
};
