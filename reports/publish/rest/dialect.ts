import type { Answer } from './patience.ts';

/** How a service differs from others behind the same kind of API. */
export type Dialect = {
  /** As errors call it: `GitHub`. */
  readonly service: string;
  /** The variable that names its address. */
  readonly addressVariable: string;
  /** Go with every request; the token is in them. */
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  /** Names of the headers that say how many requests are left, and when there are more, in seconds since 1970. */
  readonly limitHeaders: { readonly remaining: string; readonly reset: string };
  /** Nothing was done, because there were too many requests. */
  readonly isLimit: (answer: Answer) => boolean;
  /** The path or address of the next page of a list; null after the last one. The token goes there, so it must be the same service. */
  readonly nextPage: (headers: Headers, path: string, apiUrl: string) => string | null;
  /** What to do about a refusal, by its status; `permission` is that of the request. */
  readonly remedies: Readonly<Record<number, (permission: string) => string>>;
};
