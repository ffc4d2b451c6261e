/**
 * A program that runs a command in a folder and ends itself as SIGKILL does at one of its moments: before it changes something on the
 * disk, launches an app or writes a report. Nothing waits and nothing is random, so a number always names the same moment.
 * Prints the moments, one a line.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const [, , folder = '', dieAt = '', ...argv] = process.argv;
let moments = 0;
let isRecorded = false;

function moment(name: string): void {
  if (!isRecorded) return;
  if (String(moments) === dieAt) process.kill(process.pid, 'SIGKILL');
  moments += 1;
  fs.writeSync(1, `${name}\n`);
}

type Call = (path: unknown, ...others: readonly unknown[]) => unknown;

/** Makes each call that names a path below the folder a moment. */
function watch(calls: object, names: readonly string[]): void {
  const all = calls as Record<string, Call>;
  for (const name of names) {
    const call = all[name];
    if (call === undefined) throw new Error(`there is no ${name}`);
    all[name] = (path, ...others) => {
      // Files are read at any time; what others never see leaves no state behind.
      const isRead = name === 'open' && (others[0] ?? 'r') === 'r';
      if (String(path).startsWith(folder) && !isRead) moment(`${name} ${basename(String(path))}`);
      return call.call(calls, path, ...others);
    };
  }
}

watch(fs.promises, ['open', 'rename', 'rm']);
watch(fs, ['mkdirSync', 'rmdirSync', 'rmSync', 'createWriteStream']);
const file = await fs.promises.open(`${folder}/.probe`, 'w');
const handle = Object.getPrototypeOf(file) as Record<string, Call>;
const write = handle['write'];
await file.close();
fs.rmSync(`${folder}/.probe`);
if (write === undefined) throw new Error('a file has no write');
handle['write'] = function append(this: object, ...written): unknown {
  moment('append');
  return write.apply(this, written);
};
syncBuiltinESMExports();
const { killedScene } = await import('./killed-second-session.scene.fixture.ts');
const { commands } = await import('#harness/cli/world.fixture.ts');
isRecorded = true;
const { code } = await commands(killedScene(folder, 0, moment)).bench(...argv);
process.exitCode = code;
