import type { z } from 'zod';
import { fieldPath } from '#harness/domain/field-path.ts';
import { EventsFault, excerpt } from './events-fault.ts';
import { AGENT_PROTOCOL, type AgentEvent, type AgentPlan, olderSide } from './protocol.ts';
import { EVENT_SCHEMAS, helloLaunchSchema, helloVersionSchema } from './protocol-schema.ts';

/** A line of the events file as the harness takes it; `unknown` is a kind that it does not know. */
export type ReadEvent = AgentEvent | { readonly event: 'unknown'; readonly kind: string };

/**
 * Reads one event. `where` names its line in messages. Throws EVENTS_MALFORMED; EVENTS_PROTOCOL and EVENTS_NONCE for the
 * `hello` of an app of another version or of another launch.
 */
export function readEvent(json: unknown, where: string, plan: AgentPlan): ReadEvent {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new EventsFault('EVENTS_MALFORMED', `${where} is not an object.`);
  }
  const kind: unknown = 'event' in json ? json.event : undefined;
  if (typeof kind !== 'string') throw malformed(where, 'event', 'a text', kind);
  if (kind === 'hello') checkHead(json, where, plan);
  return isKnown(kind) ? parse<AgentEvent>(EVENT_SCHEMAS[kind], json, where) : { event: 'unknown', kind };
}

function isKnown(kind: string): kind is AgentEvent['event'] {
  return Object.hasOwn(EVENT_SCHEMAS, kind);
}

function checkHead(hello: object, where: string, plan: AgentPlan): void {
  const { protocol } = parse(helloVersionSchema, hello, where);
  if (protocol !== AGENT_PROTOCOL) {
    throw new EventsFault(
      'EVENTS_PROTOCOL',
      `The app speaks version ${protocol} of the bench-agent protocol; this harness speaks ${AGENT_PROTOCOL}. Update ${olderSide({ app: protocol, harness: AGENT_PROTOCOL })}.`,
    );
  }
  const { nonce } = parse(helloLaunchSchema, hello, where);
  if (nonce !== plan.nonce) {
    throw new EventsFault('EVENTS_NONCE', `The file belongs to launch ${excerpt(nonce)}, not ${plan.nonce}.`);
  }
}

function parse<Value>(schema: z.ZodType<Value>, json: object, where: string): Value {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  throw malformed(where, fieldPath(path), issue?.message ?? 'something else', valueAt(json, path));
}

function malformed(where: string, field: string, expected: string, value: unknown): EventsFault {
  const shown = value === undefined ? 'nothing' : excerpt(JSON.stringify(value));
  return new EventsFault('EVENTS_MALFORMED', `${where}: field ${field} must be ${expected}, not ${shown}.`);
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const step of path) {
    value =
      typeof value === 'object' && value !== null ? (value as Readonly<Record<PropertyKey, unknown>>)[step] : undefined;
  }
  return value;
}
