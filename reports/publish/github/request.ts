/** One request. `what` says for people what it does: `read the comments on pull request 7`. */
export type Request = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Begins with a slash, or is an address that GitHub has named. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly what: string;
  /** The permission that a job needs for it. */
  readonly permission: string;
};
