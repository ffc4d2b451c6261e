/**
 * What the published package weighs: its own files, and the packages that npm installs with it on this machine, by the direct
 * dependency that brings them and with the reason for it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from '../../build.ts';
import { printMachine, printRows, printTable } from '#benchmarks/print/print.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Smaller ones are printed together. */
const LEAST_BYTES = 2_000_000;

const REASONS: Readonly<Record<string, string>> = {
  'onnxruntime-node':
    'runs the model of the sample app; the package holds the runtime for five platforms, of which one is used',
  appium: 'the server that drives phones; it shares nearly all with its driver',
  'appium-xcuitest-driver':
    'the driver for iPhones, with the tools that reach one without Xcode and a library of pictures',
  webdriverio: 'speaks WebDriver with the server; it brings the protocols of every browser',
  rolldown: 'packs the sample app into one file; almost all is a native binary',
  zod: 'checks every file and message that is read; types and modules in two formats',
  handlebars: 'fills the page of the report',
};

type LockedPackage = {
  readonly version: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

printMachine('The published package');
printOwn();
printInstalled();

function printOwn(): void {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-package-'));
  try {
    buildPackage(folder);
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as readonly { readonly size: number; readonly unpackedSize: number; readonly entryCount: number }[];
    if (packed === undefined) throw new Error('npm packed nothing');
    printRows(
      ['', 'packed', 'unpacked', 'files'],
      [['its own files', megabytes(packed.size), megabytes(packed.unpackedSize), String(packed.entryCount)]],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function printInstalled(): void {
  const installed = Object.keys(packages).filter(
    (path) => path !== '' && packages[path]?.dev !== true && existsSync(join(ROOT, path)),
  );
  const sizes = new Map(installed.map((path) => [path, bytesOf(join(ROOT, path))]));
  const sizeOf = (paths: Iterable<string>): number => [...paths].reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0);
  const direct = Object.keys(packages['']?.dependencies ?? {});
  const closures = new Map(direct.map((name) => [name, closureOf(name)]));
  const rows = direct
    .map((name) => {
      const own = closures.get(name) ?? new Set();
      const others = new Set(
        direct.filter((other) => other !== name).flatMap((other) => [...(closures.get(other) ?? [])]),
      );
      const alone = [...own].filter((path) => !others.has(path));
      return {
        name,
        own: sizes.get(`node_modules/${name}`) ?? 0,
        alone: sizeOf(alone),
        all: sizeOf(own),
        count: own.size,
      };
    })
    .toSorted((one, other) => other.all - one.all);
  const large = rows.filter(({ all }) => all >= LEAST_BYTES);
  process.stdout.write(`\n${installed.length} packages, ${megabytes(sizeOf(installed))}\n\n`);
  printTable(
    ['dependency', 'itself', 'with all that it needs', 'of that for it alone', 'packages', 'why'],
    large.map(({ name, own, all, alone, count }) => [
      name,
      megabytes(own),
      megabytes(all),
      megabytes(alone),
      String(count),
      REASONS[name] ?? '',
    ]),
  );
  const rest = rows.filter(({ all }) => all < LEAST_BYTES);
  const restPaths = new Set(rest.flatMap(({ name }) => [...(closures.get(name) ?? [])]));
  process.stdout.write(`\nthe other ${rest.length} direct dependencies: ${megabytes(sizeOf(restPaths))}\n`);
}

/** A direct dependency and all that it needs, by their paths in the lock file. */
function closureOf(name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [resolved(name, '')];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (path === null || found.has(path) || !existsSync(join(ROOT, path))) continue;
    found.add(path);
    const { dependencies, optionalDependencies, peerDependencies } = packages[path] ?? {};
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      waiting.push(resolved(needed, path));
    }
  }
  return found;
}

/** As Node looks for it: in the folder itself, then in each one above. */
function resolved(name: string, from: string): string | null {
  for (
    let place = from;
    ;
    place = place.includes('/node_modules/') ? place.slice(0, place.lastIndexOf('/node_modules/')) : ''
  ) {
    const path = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
    if (packages[path] !== undefined) return packages[path].dev === true ? null : path;
    if (place === '') return null;
  }
}

/** Of a package without those inside it. */
function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + bytesOf(path);
    return sum + lstatSync(path).size;
  }, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
