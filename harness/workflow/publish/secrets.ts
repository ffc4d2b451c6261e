/** Secrets of the environment, and where they may go. */
import { BenchError } from '#harness/domain/failure.ts';
import type { Environment } from './ci-source.ts';

const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * An address that a secret may be sent to: on the way to an http address elsewhere, everybody could read it. Throws USAGE for another one,
 * and for one with a user or a password in it; it does not show the address, which may be or have a secret.
 */
export function safeAddress(variable: string, address: string, example: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname)))) {
    throw new BenchError('USAGE', `${variable} is not a safe address.`, {
      remedy: `It must be an address that begins with https://, such as ${example}.`,
    });
  }
  if (url.username === '' && url.password === '') return address;
  throw new BenchError('USAGE', `${variable} has a user or a password in it, which no request may have.`, {
    remedy: `Leave them out: set it to an address such as ${example}.`,
  });
}

/** The same of a REST API, to which paths are appended. Throws USAGE also for one that ends with a query or a fragment. */
export function safeApi(variable: string, address: string, example: string): string {
  const safe = safeAddress(variable, address, example);
  if (!/[?#]/.test(safe)) return safe;
  throw new BenchError(
    'USAGE',
    `${variable} has a query or a fragment in it, which the address of an API cannot have.`,
    {
      remedy: `Leave out what follows the "?" or "#": set it to an address such as ${example}.`,
    },
  );
}

/** A token without the white space around it; null where none is set. Throws USAGE for one that no header can have, and does not show it. */
export function tokenOf(environment: Environment, variable: string): string | null {
  const token = (environment[variable] ?? '').trim();
  if (/^[\x21-\x7e]*$/.test(token)) return token || null;
  throw new BenchError(
    'USAGE',
    `${variable} cannot be a token: it has white space or other characters that no token has.`,
    {
      remedy: 'Set it to the token alone.',
    },
  );
}
