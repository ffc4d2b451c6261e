import { createHmac } from 'node:crypto';

/** `sha256=` and the HMAC-SHA256 of the body in hexadecimal digits, as GitHub signs its webhooks: RFC 2104. */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`;
}
