/** One request. `what` says for people what it does: `read the comments on pull request 7`. */
export type Request = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash, or is an address that the service has named. */
  readonly path: string;
  /** Sent as JSON; a text is JSON already. */
  readonly body?: Readonly<Record<string, unknown>> | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly what: string;
  /** What a token must be allowed for it, in the words of the service. */
  readonly permission: string;
  /** Whether the service does it once, however often it is sent; never of a POST where it is left out. */
  readonly isRepeatable?: boolean;
};
