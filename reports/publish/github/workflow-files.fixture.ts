/** Test support: the workflows and the action of this repository, as data. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const ROOT = join(import.meta.dirname, '../../..');

export type Step = {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | boolean | number>>;
  readonly 'continue-on-error'?: boolean;
};

export type Job = {
  readonly steps: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly concurrency?: unknown;
};

export type Workflow = {
  readonly file: string;
  readonly text: string;
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
};

export const WORKFLOWS: readonly Workflow[] = globSync('.github/workflows/*.yml', { cwd: ROOT })
  .toSorted()
  .map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return { file, text, ...(parse(text) as Omit<Workflow, 'file' | 'text'>) };
  });

export type Action = {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};

export const ACTION = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;

/** Every step with where it is. */
export const STEPS: readonly { readonly place: string; readonly step: Step }[] = [
  ...WORKFLOWS.flatMap(({ file, jobs }) =>
    Object.entries(jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ place: `${file}, ${job}`, step }))),
  ),
  ...ACTION.runs.steps.map((step) => ({ place: 'action.yml', step })),
];
