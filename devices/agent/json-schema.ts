import { join } from 'node:path';
import { z } from 'zod';
import { AGENT_PROTOCOL } from './protocol.ts';
import { EVENT_SCHEMAS, planSchema } from './protocol-schema.ts';

/** Where the protocol lies as a JSON Schema, for agents in other languages. */
export const JSON_SCHEMA_FILE = join(import.meta.dirname, '../../docs/agent-protocol.schema.json');

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * The protocol as a JSON Schema: `plan`, `event` (a line of the events file) and each kind of event below `$defs`. What lies
 * between fields and between lines is no part of it; docs/agent-protocol.md describes that.
 */
export function protocolJsonSchema(): string {
  const events = Object.entries(EVENT_SCHEMAS).map(([kind, schema]) => [kind, definition(schema)] as const);
  const schema = {
    $schema: DIALECT,
    title: `The bench-agent protocol, version ${AGENT_PROTOCOL}`,
    $comment: 'Written by: npm run protocol-schema',
    $defs: {
      plan: definition(planSchema),
      event: { oneOf: events.map(([kind]) => ({ $ref: `#/$defs/${kind}` })) },
      ...Object.fromEntries(events),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** What is checked by a function says by its metadata what it is in JSON Schema. */
function definition(schema: z.ZodType): object {
  const { $schema: _dialect, ...definition } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return definition;
}
