/** Secrets of the environment, and where they may go. */
import { BenchError } from '#harness/domain/failure.ts';
import type { Environment } from './ci-source.ts';

const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * An address that a secret may be sent to: on the way to an http address elsewhere, everybody could read it. Throws USAGE for another one,
 * which it names unless the address itself is the secret.
 */
export function safeAddress(variable: string, address: string, example: string, isSecret = false): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname)))) {
    return address;
  }
  throw new BenchError('USAGE', `${variable} is ${isSecret ? 'no safe address' : JSON.stringify(address)}.`, {
    remedy: `It must be an address that begins with https://, such as ${example}.`,
  });
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
