import type { Command } from 'commander';
import type { Program } from './program.ts';

/** A command as the list of commands shows it. */
export type CommandEntry = {
  readonly name: string;
  /** What follows the name there. */
  readonly usage: string;
  readonly description: string;
  /** Loads what adds arguments, options, help texts and the action to the command. */
  readonly load: () => Promise<(command: Command, program: Program) => void>;
};

/** All commands in the order of the help, which needs no more of them than this. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    usage: '[options]',
    description: 'measure a build, and a baseline beside it, on one or more phones',
    load: async () => (await import('./commands/run.ts')).addRun,
  },
  {
    name: 'baseline',
    usage: '',
    description: 'name runs to compare with',
    load: async () => (await import('./commands/baseline.ts')).addBaseline,
  },
  {
    name: 'compare',
    usage: '[options] <baseline> <candidate>',
    description: 'compare two stored runs; each is an id, a baseline, a folder or a run.json',
    load: async () => (await import('./commands/compare.ts')).addCompare,
  },
  {
    name: 'parity',
    usage: '[options] <run> <other>',
    description: 'check that one model gives the same answers in two runs, as on this machine and on a phone',
    load: async () => (await import('./commands/parity.ts')).addParity,
  },
  {
    name: 'check',
    usage: '[options] <app>',
    description: 'name each rule of the agent protocol that an app.ipa, or an events.ndjson, keeps or breaks',
    load: async () => (await import('./commands/check.ts')).addCheck,
  },
  {
    name: 'report',
    usage: '[options] <run>',
    description: 'write the report of a stored run again',
    load: async () => (await import('./commands/report.ts')).addReport,
  },
  {
    name: 'gate',
    usage: '[options] <run>',
    description: 'decide on a stored run, under any policy and waivers; writes nothing',
    load: async () => (await import('./commands/gate.ts')).addGate,
  },
  {
    name: 'publish',
    usage: '',
    description: 'publish the result of a run on GitHub or GitLab, or send it to a webhook',
    load: async () => (await import('./commands/publish.ts')).addPublish,
  },
  {
    name: 'scorecard',
    usage: '[options]',
    description: 'decide whether a release may ship: targets, regressions, drift, reliability and coverage',
    load: async () => (await import('./commands/scorecard.ts')).addScorecard,
  },
  {
    name: 'waive',
    usage: '[options] <run> <metric>',
    description: 'accept, for a time, that a metric got worse in a run: writes an entry to a file of waivers',
    load: async () => (await import('./commands/waive.ts')).addWaive,
  },
  {
    name: 'verify',
    usage: '[options] <run>',
    description: 'compute the verdicts of a run again from its launches; it is an id, a folder, a run.json or a bundle',
    load: async () => (await import('./commands/verify.ts')).addVerify,
  },
  {
    name: 'bundle',
    usage: '[options] <run>',
    description: 'write everything that a decision follows from into one file that anybody can verify',
    load: async () => (await import('./commands/bundle.ts')).addBundle,
  },
  {
    name: 'calibrate',
    usage: '[options]',
    description: 'measure a build against itself, to learn how phones vary when nothing changes',
    load: async () => (await import('./commands/calibrate.ts')).addCalibrate,
  },
  {
    name: 'calibrations',
    usage: '[options]',
    description: 'list the calibrations: how phones vary',
    load: async () => (await import('./commands/calibrations.ts')).addCalibrations,
  },
  {
    name: 'plan',
    usage: '[options]',
    description: 'show what a run would launch, how long it would take and what it would find; touches no phone',
    load: async () => (await import('./commands/plan.ts')).addPlan,
  },
  {
    name: 'selftest',
    usage: '[options]',
    description: 'put known changes into launches and count how often the gate finds them; measures nothing',
    load: async () => (await import('./commands/selftest.ts')).addSelfTest,
  },
  {
    name: 'config',
    usage: '',
    description: 'show and check the configuration of this folder',
    load: async () => (await import('./commands/config.ts')).addConfig,
  },
  {
    name: 'init',
    usage: '[options]',
    description: 'write a configuration with comments',
    load: async () => (await import('./commands/init.ts')).addInit,
  },
  {
    name: 'runs',
    usage: '[options]',
    description: 'list the stored runs, newest first',
    load: async () => (await import('./commands/runs.ts')).addRuns,
  },
  {
    name: 'history',
    usage: '[options] [metric]',
    description: 'show how each metric of a suite moved over its newest runs',
    load: async () => (await import('./commands/history.ts')).addHistory,
  },
  {
    name: 'store',
    usage: '',
    description: 'inspect, move, migrate or shrink the store',
    load: async () => (await import('./commands/store.ts')).addStore,
  },
  {
    name: 'suites',
    usage: '[options]',
    description: 'list what can be measured',
    load: async () => (await import('./commands/suites.ts')).addSuites,
  },
  {
    name: 'datasets',
    usage: '',
    description: 'import, list and verify questions and images, and draw subsets',
    load: async () => (await import('./commands/datasets.ts')).addDatasets,
  },
  {
    name: 'devices',
    usage: '[options]',
    description: 'list the phones that can be used',
    load: async () => (await import('./commands/devices.ts')).addDevices,
  },
  {
    name: 'completion',
    usage: '<shell>',
    description: 'print a script that completes commands in bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).addCompletion,
  },
  {
    name: 'samples',
    usage: '[options] <folder> [build...]',
    description: 'write builds of the sample app as .ipa files, for trying the other commands',
    load: async () => (await import('./commands/samples.ts')).addSamples,
  },
  {
    name: 'demo',
    usage: '[options]',
    description: 'try everything on two virtual iPhones: store a baseline, judge a candidate, write the report',
    load: async () => (await import('./commands/demo.ts')).addDemo,
  },
];
