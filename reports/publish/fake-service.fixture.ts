/** Test support: a service over HTTP on this machine that answers what it is asked, or fails as a service may. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Json = Readonly<Record<string, unknown>>;

/** What a service answers. */
export type Answered = {
  readonly status: number;
  /** Nothing is sent for null. */
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A request as it came. */
export type Asked = {
  readonly method: string;
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** An empty object where there is no body. */
  readonly body: Json;
  readonly text: string;
};

/**
 * An answer in place of the right one. `hang`: none comes. `flood`: one that never ends. `drop`: what was asked is done, and the
 * connection ends. `deleted`: somebody deletes what is to be changed just before. `forestalled`: another job does the same just before,
 * with a body of its own.
 */
export type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly message?: unknown;
    }
  | { readonly kind: 'forestalled'; readonly body: Json }
  | { readonly kind: 'hang' | 'drop' | 'flood' | 'deleted' };

export type FakeService = {
  readonly url: string;
  /** `POST /repos/acme/app/issues/7/comments`, in the order they came. */
  readonly requests: string[];
  /** Faults for the next requests that match, each used once. */
  readonly faults: { readonly on: RegExp; readonly fault: Fault }[];
  readonly close: () => Promise<void>;
};

export async function startFakeService(answer: (asked: Asked) => Answered): Promise<FakeService> {
  const [requests, faults]: [string[], FakeService['faults']] = [[], []];
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    faults,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const asked = `${request.method} ${request.url}`;
    requests.push(asked);
    const fault = faultOf(asked);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'flood') return flood(response);
    if (fault?.kind === 'answer') return send(response, fault.status, { message: fault.message ?? '' }, fault.headers);
    const { pathname, searchParams: query } = new URL(request.url ?? '', url);
    const body = text === '' ? {} : (JSON.parse(text) as Json);
    const { method = '', headers } = request;
    if (fault?.kind === 'deleted') answer({ method: 'DELETE', pathname, query, headers, body: {}, text: '' });
    if (fault?.kind === 'forestalled') answer({ method, pathname, query, headers, body: fault.body, text: '' });
    const answered = answer({ method, pathname, query, headers, body, text });
    if (fault?.kind === 'drop') return void response.destroy();
    send(response, answered.status, answered.json, answered.headers);
  }

  function faultOf(asked: string): Fault | null {
    const at = faults.findIndex(({ on }) => on.test(asked));
    return at === -1 ? null : (faults.splice(at, 1)[0]?.fault ?? null);
  }
}

export function refused(status: number, message: unknown): Answered {
  return { status, json: { message } };
}

function send(
  response: ServerResponse,
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(json === null ? '' : JSON.stringify(json));
}

/** As fast as the other side reads, until it ends the connection. */
function flood(response: ServerResponse): void {
  response.on('drain', () => response.write(BLOCK));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(BLOCK);
}

const BLOCK = ' '.repeat(65_536);

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
