/**
 * Writes the package that is published into `dist/`: JavaScript, because Node runs no TypeScript below node_modules.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unlinkWhatIsMissing } from './build-links.ts';

const ROOT = import.meta.dirname;

/** What the code reads beside itself, and what a reader of the package looks for. */
const COPIED = [
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'docs',
  // What the README rests on.
  'benchmarks/README.md',
  'benchmarks/RESULTS.md',
  'devices/virtual-iphone/README.md',
  'datasets/shapes-vqa',
  'devices/virtual-iphone/app/models',
  'reports/html/templates',
  'reports/scorecard/templates',
  'reports/style',
];
const NOT_COPIED = /\.ts$|__snapshots__/;

type Manifest = {
  readonly name: string;
  readonly imports: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
};

/** Writes the package into a folder that holds no other files. Throws when the compiler does. */
export function buildPackage(folder: string): void {
  execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['--project', 'tsconfig.build.json', '--outDir', folder], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  for (const path of COPIED) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter: (from) => !NOT_COPIED.test(from) });
  }
  unlinkWhatIsMissing(folder);
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published(manifest), null, 2)}\n`);
}

/** The repository's manifest without what serves only the repository. */
function published({ name, version, description, license, type, imports, engines, dependencies }: Manifest) {
  // The compiler rewrites relative specifiers alone: the others still end in `.ts`, and are led to the JavaScript from
  // here.
  const compiled = Object.entries(imports).map(([from, to]) => [`${from}.ts`, `${to}.js`]);
  return {
    name,
    version,
    description,
    license,
    bin: { [name]: 'cli.js' },
    type,
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './config': { types: './config.d.ts', default: './config.js' },
      './package.json': './package.json',
    },
    imports: Object.fromEntries(compiled),
    dependencies,
    engines,
  };
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(ROOT, 'dist');
  rmSync(folder, { recursive: true, force: true });
  buildPackage(folder);
}
