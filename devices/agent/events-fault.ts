/** The events file breaks a rule of the protocol; the code says which one. */
export class EventsFault extends Error {
  readonly code: EventsFaultCode;

  constructor(code: EventsFaultCode, message: string) {
    super(message);
    this.name = 'EventsFault';
    this.code = code;
  }
}

/** What can be wrong with an events file; docs/agent-protocol.md explains each one. */
export type EventsFaultCode =
  | 'EVENTS_EMPTY'
  | 'EVENTS_TORN'
  | 'EVENTS_TOO_LARGE'
  | 'EVENTS_LINE_TOO_LONG'
  | 'EVENTS_ENCODING'
  | 'EVENTS_MALFORMED'
  | 'EVENTS_PROTOCOL'
  | 'EVENTS_NONCE'
  | 'EVENTS_ORDER'
  | 'EVENTS_CLOCK'
  | 'EVENTS_PLAN'
  | 'EVENTS_ANSWERS'
  | 'EVENTS_COUNT'
  | 'EVENTS_HASH'
  | `AGENT_${string}`;

/** Enough of a foreign text to recognise it, without line breaks or control characters. */
export function excerpt(text: string): string {
  const printable = text.slice(0, 81).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{fffd}');
  return text.length > 80 ? `${printable.slice(0, 80)}…` : printable;
}
