/** Who may import whom, as data. `harness/architecture.test.ts` holds every file of the project to it. */
export type Room = {
  /** Folder (or file) that the rule is for; the longest matching path wins. */
  readonly path: string;
  /** Folders of ours that its files may import besides their own. */
  readonly mayImport: readonly string[];
  /** Without I/O, clock or chance: of Node only what `PURE_MODULES` names, and none of `process`, `Date.now()`, timers and the like. */
  readonly isPure: boolean;
};

/** What Node offers that reads and changes nothing outside the program. */
export const PURE_MODULES: readonly string[] = ['node:util'];

const room = (path: string, mayImport: readonly string[], isPure = false): Room => ({ path, mayImport, isPure });
const domain = 'harness/domain';
const text = 'harness/text';
const ports = 'harness/ports';
const files = 'harness/files';
/** All that works out an answer: no devices, disk, clock or chance. */
const answers = ['text', 'stats', 'energy', 'compare', 'plan', 'gate', 'stop', 'lab', 'history'].map(
  (folder) => `harness/${folder}`,
);
/** What importing a dataset and keeping it both rest on. */
const LOWER_DATASETS = [
  'datasets/files',
  'datasets/vqav2',
  'datasets/evaluators',
  'datasets/image-files',
  'datasets/records',
] as const;

export const ROOMS: readonly Room[] = [
  room('harness/domain', [], true),
  room('harness/ports', [domain], true),
  room('harness/text', [domain], true),
  room('harness/stats', [ports], true),
  room('harness/energy', [domain, text], true),
  room('harness/compare', [domain, ports, text, 'harness/stats'], true),
  room('harness/plan', [domain, ports, 'harness/stats'], true),
  room('harness/gate', [domain, text, 'harness/stats', 'harness/compare/levels.ts'], true),
  room('harness/stop', [domain, 'harness/compare', 'harness/gate'], true),
  room('harness/explain', [domain, text, 'harness/stats'], true),
  room(
    'harness/lab',
    [domain, text, ports, 'harness/stats', 'harness/plan', 'harness/compare', 'harness/gate', 'harness/stop'],
    true,
  ),
  room('harness/history', [domain, ports, 'harness/stats'], true),
  room('harness/release', [domain, text, 'harness/stats'], true),
  room('harness/measure', [domain, text, ports, 'harness/stats', 'harness/plan']),
  room('harness/store', [domain, text, ports, files, 'harness/stats']),
  room('harness/files', [domain]),
  room('harness/bundle', [domain, ports], true),
  room('harness/config', [domain, text, files, 'harness/gate']),
  room('harness/workflow', [
    domain,
    ports,
    files,
    'harness/bundle',
    'harness/release',
    ...answers,
    'harness/measure',
    'harness/store',
  ]),
  // The page judges as the command does.
  room('harness/verdict-page', [
    domain,
    text,
    'harness/bundle',
    'harness/workflow/judge/recompute.ts',
    'harness/workflow/judge/verdict-differences.ts',
  ]),
  room('harness/cli', [
    domain,
    ports,
    files,
    ...answers,
    'harness/config',
    'harness/measure',
    'harness/workflow',
    'harness/verdict-page/page.ts',
  ]),
  room('harness/architecture', []),
  room('devices/patience', []),
  room('devices/agent', [domain, text, ports, 'harness/energy', 'devices/patience']),
  // Not the protocol's schema: loading zod would show in every footprint of a measured app.
  room('devices/agent-node', [domain, 'devices/agent/protocol.ts', 'datasets/image']),
  room('devices/bundle', [domain, 'devices/model-graphs']),
  room('devices/model-graphs', [domain], true),
  room('devices/appium', [domain, 'devices/patience']),
  room('devices/ios', [
    domain,
    text,
    ports,
    files,
    'harness/energy',
    'devices/agent',
    'devices/appium',
    'devices/bundle',
    'devices/model-graphs',
    'devices/patience',
  ]),
  room('devices/host', [
    domain,
    ports,
    'devices/agent',
    'devices/agent-node',
    'devices/bundle',
    'devices/model-graphs',
    'devices/patience',
  ]),
  // As the app's half of the protocol, and for the same reason.
  room('devices/host/app', [domain, 'devices/agent/protocol.ts', 'devices/agent-node', 'devices/host/content.ts']),
  room('devices/virtual-iphone', [
    domain,
    text,
    ports,
    files,
    'devices/agent',
    'devices/agent-node',
    'devices/bundle',
    'datasets/image',
  ]),
  room('devices/troubleshooting', [
    domain,
    'harness/explain',
    'harness/measure/retry.ts',
    'devices/agent/fault-guide.ts',
    'devices/ios/faults',
  ]),
  room('devices/contract.ts', [domain, ports]),
  room('suites', [domain], true),
  room('datasets/image', []),
  room('datasets/thumbnail', [domain, 'datasets/image']),
  room('datasets/files', [domain, text, ports, files]),
  room('datasets/vqav2', [domain, 'datasets/files']),
  room('datasets/evaluators', [domain, 'datasets/vqav2']),
  room('datasets/image-files', [domain, text, ports, files, 'datasets/image']),
  room('datasets/records', [domain, 'datasets/files', 'datasets/vqav2', 'datasets/evaluators', 'datasets/image-files']),
  room('datasets/import', [domain, text, ports, ...LOWER_DATASETS]),
  room('datasets/library', [domain, text, ports, ...LOWER_DATASETS, 'datasets/import']),
  room('datasets/shapes-vqa', [domain, ports, ...LOWER_DATASETS, 'datasets/library']),
  room('reports/view', [domain, text, ports, 'harness/explain'], true),
  room('reports/style', []),
  room('reports/html', [domain, text, ports, 'reports/view', 'reports/style']),
  room('reports/markdown', [domain, text, ports, 'reports/view']),
  room('reports/json', [domain, text, ports, 'reports/view', 'harness/explain']),
  room('reports/junit', [domain, text, ports, 'reports/view']),
  room('reports/sarif', [domain, text, ports, 'reports/view']),
  room('reports/badge', [domain, text, ports, 'reports/view', 'reports/junit/xml.ts']),
  room('reports/pull-request', [domain, text, ports, 'reports/view', 'reports/markdown'], true),
  room('reports/publish', [domain, text, ports, 'reports/pull-request']),
  room('reports/publish/webhook', [
    domain,
    text,
    ports,
    'reports/publish/attempts.ts',
    'reports/publish/rest',
    'reports/pull-request',
    'reports/view',
  ]),
  room('reports/scorecard', [domain, text, ports, 'reports/markdown/escape.ts', 'reports/style']),
  room('reports/terminal', [domain, text, ports, 'reports/view']),
  room('reports', [domain, ports]),
  room('benchmarks', ['harness', 'devices', 'suites', 'datasets', 'reports', 'build.ts']),
  room('host.ts', [
    ports,
    'harness/workflow',
    'harness/store',
    'devices',
    'suites',
    'datasets',
    'reports',
    'harness/compare',
  ]),
  room('index.ts', ['host.ts', domain, ports, 'harness/measure', 'harness/workflow']),
  room('config.ts', [domain, 'harness/config', 'suites']),
  room('cli.ts', [
    'host.ts',
    'harness/cli',
    'devices/appium/compile-cache.ts',
    'devices/virtual-iphone/app',
    'reports/style',
    'reports/terminal',
  ]),
  room('build.ts', ['build-links.ts']),
  room('build-links.ts', []),
  room('vitest.config.ts', []),
];

/** The only folders in which a package or a module of Node may be imported: of every package that is published with the harness, one at least. */
export const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  zod: [
    'harness/domain',
    'harness/bundle',
    'harness/config',
    'harness/verdict-page/program.ts',
    'harness/release/external',
    'harness/workflow',
    'devices/agent',
    'devices/ios',
    'devices/virtual-iphone/phones-file.ts',
    'datasets',
    'reports/publish',
  ],
  'simple-statistics': ['harness/stats'],
  kysely: ['harness/store'],
  pg: ['harness/store'],
  // The benchmark of kills asks SQLite itself whether a store is whole.
  'node:sqlite': ['harness/store', 'benchmarks/commands/kills.ts'],
  commander: ['harness/cli'],
  listr2: ['harness/cli'],
  appium: ['devices/appium', 'devices/ios'],
  'appium-xcuitest-driver': ['devices/appium', 'devices/ios'],
  webdriverio: ['devices/appium', 'devices/ios'],
  'onnxruntime-node': ['devices/agent-node', 'benchmarks/commands/host.ts'],
  'jpeg-js': ['datasets/image'],
  tinybench: ['benchmarks'],
  handlebars: ['reports/html', 'reports/scorecard'],
  '@huggingface/tokenizers': ['devices/agent-node'],
  '@jsquash/jpeg': ['datasets/image', 'datasets/thumbnail'],
  'fastest-levenshtein': ['harness/domain'],
  pngjs: ['datasets/image'],
  plist: ['devices/bundle', 'devices/virtual-iphone'],
  rolldown: ['devices/ios/fault-texts', 'devices/agent-node', 'harness/verdict-page', 'harness/architecture'],
  yauzl: ['devices/bundle', 'devices/host', 'devices/ios', 'devices/virtual-iphone/services'],
  yazl: ['devices/virtual-iphone/app'],
};
