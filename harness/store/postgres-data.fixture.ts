/** The data of a new PostgreSQL server: made once for each version, because that takes a second of a processor, and copied from then on. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/postgres');

const INITDB = ['-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'];

type Server = {
  /** Where its programs lie. */
  readonly native: string;
  /** A folder of its own, which its user may write to. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly password: string;
  /** Who runs it, where that is somebody else. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
};

/** Writes the data into the folder of the server and returns its path. */
export function newData(server: Server): string {
  const { native, env, password, user, folder } = server;
  const { stdout: version } = spawnSync(join(native, 'bin/postgres'), ['--version'], { env, encoding: 'utf8' });
  const key = JSON.stringify([version, password, INITDB, user]);
  const kept = join(CACHE, createHash('sha256').update(key).digest('hex').slice(0, 16));
  const data = join(folder, 'data');
  if (!existsSync(kept)) {
    initialise(server, data);
    keep(data, kept);
    return data;
  }
  // Node's own way to copy takes five times as long for a thousand files.
  const copied = spawnSync('cp', ['-R', kept, data], { encoding: 'utf8' });
  if (copied.status !== 0) throw new Error(`cp: ${copied.stderr}`);
  // The server takes no data that others may read.
  chmodSync(data, 0o700);
  if (user !== null) spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, data]);
  return data;
}

function initialise({ native, env, password, user, folder }: Server, data: string): void {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  if (user !== null) chownSync(passwordFile, user.uid, user.gid);
  const { status, error, stdout, stderr } = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', data, '--pwfile', passwordFile, ...INITDB],
    { ...user, env, encoding: 'utf8', cwd: folder },
  );
  if (status !== 0) throw new Error(`initdb: ${error?.message ?? ''} ${stdout} ${stderr}`);
}

/** Other processes find all of it or nothing. Where nothing can be kept, the next server makes its own. */
function keep(data: string, kept: string): void {
  try {
    mkdirSync(CACHE, { recursive: true });
    const copy = mkdtempSync(join(CACHE, 'new-'));
    try {
      cpSync(data, copy, { recursive: true });
      renameSync(copy, kept);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  } catch {
    // Another process kept it first, or the folder cannot be written to.
  }
}
