/** Writes docs/troubleshooting.md anew: `npm run troubleshooting`, after a change of a fault, its remedy or a hint. */
import { writeFileSync } from 'node:fs';
import { DOCUMENT_FILE, troubleshootingDocument } from './document.ts';

writeFileSync(DOCUMENT_FILE, troubleshootingDocument());
