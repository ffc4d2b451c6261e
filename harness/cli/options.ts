/** Options that several commands take, each with its words. */
import { Option } from 'commander';
import type { CommentTime } from '#harness/domain/publish-settings.ts';
import { shownPlace } from '#harness/workflow/store/store-place.ts';
import { collect, port, wholeNumber } from './option-values.ts';
import type { World } from './world.ts';

export const DEFAULT_STORE = '.fastvlm-bench/store.sqlite';
export const DEFAULT_DATASETS_DIR = '.fastvlm-bench/datasets';

/** What `World.samples` has; here too, as help must not load it. */
export const SAMPLES = [
  'reference',
  'rebuilt',
  'int8',
  'pruned',
  'hires',
  'slow-encoder',
  'no-kv-cache',
  'wrong-colours',
];

/** When `publish` comments where nobody says it. */
export const DEFAULT_COMMENT_TIME: CommentTime = 'always';

/** Set by GitHub Actions. */
export const REPOSITORY_VARIABLE = 'GITHUB_REPOSITORY';

/** Set by GitLab CI. */
export const PROJECT_VARIABLE = 'CI_PROJECT_ID';

/** Names the store for every command that leaves --store out. */
export const STORE_VARIABLE = 'FASTVLM_BENCH_STORE';

export function storeOption({ environment }: Pick<World, 'environment'>): Option {
  // An empty variable is one that was not set.
  const store = environment[STORE_VARIABLE] || DEFAULT_STORE;
  return new Option(
    '--store <place>',
    `SQLite file or postgres:// address of runs and baselines (env: ${STORE_VARIABLE})`,
  ).default(store, shownPlace(store));
}

/** Where imported datasets lie, for every command that reads them. */
export function datasetsDirOption(): Option {
  return new Option('--datasets-dir <folder>', 'folder of imported datasets').default(DEFAULT_DATASETS_DIR);
}

export function outOption(): Option {
  return new Option('--out <folder>', 'where the report goes (default: a folder of its own in .fastvlm-bench)');
}

export function policyOption(whenLeftOut: string): Option {
  return new Option(
    '--policy <policy>',
    `what the gate does with doubt: pr warns, release blocks; or one of your own, by its name or file (default: ${whenLeftOut})`,
  );
}

export function waiversOption(): Option {
  return new Option(
    '--waivers <file>',
    'JSON file of changes for the worse that are accepted for a time (see: docs/waivers.md)',
  );
}

export function suiteOption(required: string): Option {
  return new Option('--suite <name>', `what to measure (see: fastvlm-bench suites; ${required})`);
}

export function deviceOption(): Option {
  return new Option(
    '--device <id>',
    'a phone to measure on, or host for this machine; repeat for more (default: your iPhones, else two virtual ones)',
  ).argParser(collect);
}

export function devicesFileOption(): Option {
  return new Option('--devices-file <file>', 'JSON file that lists your iPhones (see docs/iphone-setup.md)');
}

export function virtualPhonesOption(): Option {
  return new Option(
    '--virtual-phones <file>',
    'JSON file of virtual iPhones that replace the shipped ones (see devices/virtual-iphone/README.md)',
  );
}

export function appiumPortOption(): Option {
  return new Option('--appium-port <port>', 'port for the Appium server (default: any free one)').argParser(port);
}

export function datasetOption(): Option {
  return new Option('--dataset <name>', 'NAME or NAME/SUBSET to score answers on (see: fastvlm-bench datasets list)');
}

/** What is asked, for every command that measures on a dataset or plans it. */
export function promptOption(): Option {
  return new Option(
    '--prompt <text>',
    "the prompt for scored questions, with {question} in it (default: the suite's own; with another dataset, one that asks for a short answer)",
  );
}

export function seedOption(what = 'seed of the order of launches (default: drawn)'): Option {
  return new Option('--seed <number>', what).argParser(wholeNumber(0));
}
