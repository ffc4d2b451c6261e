/**
 * Writes the list of error texts anew from the installed packages: `npm run fault-texts`, after an upgrade or a change of
 * the rules. The difference to the list before is for a person to read.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describeChanges, LIST_FILE, writeList } from './list.ts';
import { readInstalledTexts } from './packages.ts';

const now = writeList(readInstalledTexts());
const changes = describeChanges(readFileSync(LIST_FILE, 'utf8'), now);
writeFileSync(LIST_FILE, now);
process.stdout.write(`${changes ?? 'Nothing has changed.'}\n`);
