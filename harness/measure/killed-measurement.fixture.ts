/**
 * A program that measures on two devices in memory, its journal on the disk, continues where it was killed, and waits to
 * be killed after a number of launches.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beginJournal, continueJournal, readJournal } from '#harness/store/journal.ts';
import { holdFolder, JOURNAL_FILE } from '#harness/store/run-folder.ts';
import { measureRun } from './measure-run.ts';
import { measured, request, scriptedLab } from './scripted-device.fixture.ts';

const [, , folder = '', blocks = '1', limit = 'Infinity'] = process.argv;
let appended = 0;
const lab = scriptedLab({ a: { outcomes: [measured()] }, b: { outcomes: [measured()] } });
const held = holdFolder(folder, 'a test', new Date());
const isBegun = existsSync(join(folder, JOURNAL_FILE));
const content = isBegun ? await readJournal(folder) : null;
const plain = request(lab, Number(blocks), { done: content?.launches ?? [] });
const journal = await (content === null ? beginJournal(held, plain.header) : continueJournal(held, content));
const { run } = await measureRun({
  ...plain,
  journal: {
    ...journal,
    append: async (launch) => {
      await journal.append(launch);
      appended += 1;
      process.stdout.write(`${launch.deviceId}${launch.slot.index}\n`);
      // Waits to be killed.
      if (appended >= Number(limit)) await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    },
  },
});
await journal.close();
held.release();
process.stdout.write(`complete: ${run.launches.map(({ deviceId, slot }) => `${deviceId}${slot.index}`).join(' ')}\n`);
