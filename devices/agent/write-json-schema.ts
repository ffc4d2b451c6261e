/** Writes docs/agent-protocol.schema.json anew: `npm run protocol-schema`, after a change of the protocol's schema. */
import { writeFileSync } from 'node:fs';
import { JSON_SCHEMA_FILE, protocolJsonSchema } from './json-schema.ts';

writeFileSync(JSON_SCHEMA_FILE, protocolJsonSchema());
