/** What reports print as commands is read by the command line as what the run was asked for. */
import { spawnSync } from 'node:child_process';
import type { Command } from 'commander';
import { array, assert, asyncProperty, boolean, constantFrom, integer, oneof, record, string } from 'fast-check';
import { expect, test } from 'vitest';
import type { GivenOptions, JudgedBy } from '#harness/domain/given-options.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { reproduction } from '#reports/pull-request/reproduction.ts';
import { nextSteps } from '#reports/view/next-steps.ts';
import { commandLine } from './main.ts';
import type { Program } from './program.ts';

const terminal = { write: () => {}, writeError: () => {} };
const program = { world: { environment: {}, version: '0', terminal } } as unknown as Program;

type Typed = Readonly<Record<string, unknown>>;

/** What a shell hands to a program. */
function wordsOf(command: string): readonly string[] {
  const { stdout, status } = spawnSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.split('\0').slice(0, -1);
}

/** The options of a command as its own parser reads them. Fails on anything that the command line would refuse to parse. */
async function parsed(text: string): Promise<{ readonly name: string; readonly options: Typed }> {
  const [called, ...words] = wordsOf(text);
  expect(called).toBe('fastvlm-bench');
  let command: Command = await commandLine(words, program);
  const rest = [...words];
  for (;;) {
    const next = command.commands.find((sub) => sub.name() === rest[0]);
    if (next === undefined) break;
    command = next;
    rest.shift();
  }
  expect(command.parent, text).not.toBeNull();
  const { operands, unknown } = command.parseOptions(rest);
  expect(unknown, text).toEqual([]);
  const required = command.registeredArguments.filter(({ required: is }) => is).length;
  expect(operands.length, text).toBeGreaterThanOrEqual(required);
  const options: Typed = command.opts();
  const lacking = command.options.filter((own) => own.mandatory && options[own.attributeName()] === undefined);
  expect(lacking, text).toEqual([]);
  return { name: command.name(), options };
}

/** The command of a Markdown code span. */
function inCode(markdown: string): string {
  const [, fence = '', text = ''] = /^(`+)([\s\S]*?)\1$/m.exec(markdown) ?? [];
  return fence.length > 1 ? text.slice(1, -1) : text;
}

const text = oneof(
  string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  string({ minLength: 1, maxLength: 20 }),
).filter(
  // No argument of a program has a zero byte in it, and none is half a character.
  (word) => !word.includes('\0') && word.isWellFormed() && !word.startsWith('-'),
);
const optional = { requiredKeys: [] };
const options = record<GivenOptions>(
  {
    devices: array(text, { minLength: 1, maxLength: 3 }),
    dataset: text,
    prompt: text,
    blocks: integer({ min: 1, max: 500 }),
    earlyStop: constantFrom(false),
    stopOnRegression: boolean(),
    policy: oneof(constantFrom('pr', 'release', 'policies/nightly.json'), text),
    config: text,
    devicesFile: text,
    virtualPhones: text,
    datasetsDir: text,
  },
  optional,
);
const judged = record<JudgedBy>({ policy: text, config: text, waivers: text }, optional);

/** What `run` was given, as commander calls it. */
function typedAs({ devices, ...given }: GivenOptions): Typed {
  return { ...given, ...(devices === undefined ? {} : { device: devices }) };
}

const NAMES = [
  'device',
  'dataset',
  'prompt',
  'blocks',
  'stopOnRegression',
  'policy',
  'waivers',
  'config',
  'devicesFile',
  'virtualPhones',
] as const;
/** What `plan` does not take, or is asked to work out. */
const RUN_ONLY: ReadonlySet<string> = new Set(['blocks', 'stopOnRegression', 'waivers']);
const DEFAULT_DATASETS = '.fastvlm-bench/datasets';

/** That nothing more, nothing less and nothing else is asked for. */
function expectAsked(found: Typed, wanted: Typed, names: readonly string[] = NAMES): void {
  const only = (from: Typed): Typed => Object.fromEntries(names.map((name) => [name, from[name]]));
  expect(only(found)).toEqual(only(wanted));
  expect(found['datasetsDir']).toBe(wanted['datasetsDir'] ?? DEFAULT_DATASETS);
}

/** A report of a run that was given some options, judged by its own policy unless another one is named. */
function reportOn(input: ReportInput, given: GivenOptions, by: JudgedBy): ReportInput {
  const own = given.policy === 'policies/nightly.json' ? 'nightly' : (given.policy ?? 'pr');
  const policy = { ...input.decision.policy, id: by.policy ?? own };
  return {
    ...input,
    run: { ...input.run, policy: own, options: given },
    decision: { ...input.decision, policy },
    commands: { storeOption: '', resume: null, judgedBy: by },
  };
}

const inputs = new Map(FIXTURE_CASES.map((kind) => [kind, fixtureInput(kind, 3)]));

function inputOf(kind: (typeof FIXTURE_CASES)[number]): ReportInput {
  const input = inputs.get(kind);
  if (input === undefined) throw new Error(`the fixture has no run ${kind}`);
  return input;
}

test('of any run, each command of a report is one, and asks for what the run was asked for', async () => {
  const measuring = asyncProperty(constantFrom(...FIXTURE_CASES), options, judged, async (kind, given, by) => {
    const report = reportOn(inputOf(kind), given, by);
    const wanted: Typed = {
      ...typedAs(given),
      ...by,
      // Where the policy of the run ends it by itself, another one may not.
      stopOnRegression:
        given.stopOnRegression ??
        (by.policy === undefined || by.policy === report.run.policy ? undefined : report.run.stopOnRegression),
    };
    const again = await parsed(inCode(reproduction(report)));
    expectAsked(again.options, wanted);
    const { suite, seed } = report.run;
    expect(again.options).toMatchObject({ suite: suite.id, seed });
    expect(again.options['earlyStop'] ?? true).toBe(given.earlyStop ?? true);
    for (const { command } of nextSteps(report)) {
      const { name, options: found } = await parsed(command);
      if (name === 'plan')
        expectAsked(
          found,
          wanted,
          NAMES.filter((own) => !RUN_ONLY.has(own)),
        );
      if (name !== 'run' || found['resume'] !== undefined) continue;
      const isWhole = command.includes('--no-early-stop --no-stop-on-regression');
      expectAsked(found, isWhole ? { ...wanted, stopOnRegression: false } : wanted);
      expect(found['earlyStop'] ?? true).toBe(isWhole ? false : (given.earlyStop ?? true));
    }
  });
  await assert(measuring, { numRuns: 60, seed: 20_261_128 });
});

test('a run that kept no options is measured again on its phones, with its blocks', async () => {
  for (const { run, ...input } of inputs.values()) {
    const { options: _none, ...old } = run;
    const { options: found } = await parsed(inCode(reproduction({ ...input, run: old })));
    expect(found).toMatchObject({ device: run.devices.map(({ id }) => id), blocks: 3, seed: run.seed });
  }
});

test('a policy of a team that stands in no known file is one that a reader must find', () => {
  const input = inputOf('pass');
  const { options: _none, ...run } = input.run;
  const decision = { ...input.decision, policy: { ...input.decision.policy, id: 'nightly' } };
  const text = reproduction({ ...input, run, decision });
  expect(text).toContain(
    'The policy nightly comes from a configuration or a file: run the command where a configuration has it',
  );
  const named = { storeOption: '', resume: null, judgedBy: { policy: 'nightly.json' } };
  expect(reproduction({ ...input, run, decision, commands: named })).not.toContain('one of a team');
});
