/**
 * Whether the harness tells apart how an app in Swift can end, through the real Appium and the real XCUITest driver on a virtual
 * iPhone: a build that crashes, one that hangs and one that takes all memory; and whether it fetches 60 MiB of events from a build
 * with long answers. Ends with exit code 1 where something else was found, and with 3 where the lab failed.
 * Usage: swift-faults.ts EXECUTABLE
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printMachine, printTable, write } from '#benchmarks/print/print.ts';
import { packSwiftApp, type PlantedFault } from '#benchmarks/runs/swift-app.ts';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { iosDriver } from '#devices/ios/driver.ts';
import { startXcuitest } from '#devices/ios/xcuitest.ts';
import { startVirtualLab, VIRTUAL_PHONES, virtualDriverConfig } from '#devices/virtual-iphone/lab.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Outcome } from '#harness/domain/launch.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { DeviceDriver, LaunchReport } from '#harness/ports/device.ts';
import latency from '#suites/latency.suite.ts';

const MIB = 2 ** 20;
const QUESTIONS = 20;
const EVENTS_BYTES = 60 * MIB;
const JETSAM_LIMIT_BYTES = 400 * MIB;
/** On a quiet machine; a busy one gets more. */
const LIMIT_MS = 120_000;
/** A build that hangs is waited for so long. It needs a tenth of that to come to the question. */
const HANG_LIMIT_MS = 3_000;

type Case = {
  readonly fault: PlantedFault | null;
  /** Code of the fault, or `measured`. */
  readonly expected: string;
  /** What the message has to say as well, or what the app wrote last. */
  readonly says: readonly string[];
};

const LAST_QUESTION = '"event":"started","index":2,';
const CASES: readonly Case[] = [
  { fault: null, expected: 'measured', says: [] },
  {
    fault: { kind: 'crash', question: 3 },
    expected: 'CRASH',
    says: ['after 1 model loads and 2 iterations', LAST_QUESTION, 'this build crashes on purpose'],
  },
  {
    fault: { kind: 'hang', question: 3 },
    expected: 'HANG',
    says: ['after 1 model loads and 2 iterations', LAST_QUESTION],
  },
  { fault: { kind: 'hoard', bytes: 64 * MIB }, expected: 'JETSAM', says: ['after 1 model loads', 'per-process-limit'] },
  { fault: { kind: 'wordy', bytes: EVENTS_BYTES / QUESTIONS }, expected: 'measured', says: [] },
];

const [executable] = process.argv.slice(2);
if (executable === undefined) throw new Error('give the path of the executable VirtualPhoneApp');
const program = readFileSync(executable);
const [shipped] = VIRTUAL_PHONES;
if (shipped === undefined) throw new Error('no virtual phone ships');
const phone = { ...shipped, jetsamLimitBytes: JETSAM_LIMIT_BYTES, compileMs: 0 };
const { reference, questions } = await shapesVqa().load('captions');

const root = mkdtempSync(join(tmpdir(), 'fastvlm-bench-swift-faults-'));
const lab = await startVirtualLab([phone]);
const driver = iosDriver({
  devices: [
    {
      ...virtualDriverConfig(phone),
      graceMs: 1,
      appTimeSeenMs: async (id) => (await lab.phones[0]?.appTimeSeenMs(id)) ?? null,
    },
  ],
  tools: {},
  startServer: async () => await startXcuitest({ tunnelRegistryPort: lab.tunnelRegistryPort }),
});
try {
  const rows: string[][] = [];
  let [isWrong, isLabAtFault] = [false, false];
  for (const one of CASES) {
    const startMs = performance.now();
    const report = await launch(driver, one.fault);
    const missing = isOfLab(report.outcome) ? [] : missingIn(one, report);
    const verdict = isOfLab(report.outcome)
      ? 'the lab failed'
      : missing.length === 0
        ? 'yes'
        : `no: ${missing.join(', ')}`;
    if (isOfLab(report.outcome)) isLabAtFault = true;
    else if (missing.length > 0) isWrong = true;
    const seconds = `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
    rows.push([one.fault?.kind ?? 'none', one.expected, described(report.outcome), seconds, verdict]);
  }
  printMachine('Planted faults of an app in Swift on a virtual iPhone');
  printTable(['fault', 'expected', 'found', 'launch', 'as expected'], rows);
  process.exitCode = isWrong ? 1 : isLabAtFault ? 3 : 0;
} catch (error) {
  // A phone that cannot be opened, or an Appium that does not start, shows nothing of the agent.
  if (!(error instanceof BenchError)) throw error;
  write(`The lab failed: ${error.message}\n`);
  process.exitCode = 3;
} finally {
  await driver.close();
  await lab.close();
  rmSync(root, { recursive: true, maxRetries: 3 });
}

function passFor(fault: PlantedFault | null): Pass {
  const [measured] = latency.passes;
  if (measured === undefined) throw new Error('the suite has no pass');
  const launchTimeoutMs = fault?.kind === 'hang' ? HANG_LIMIT_MS : LIMIT_MS;
  return {
    ...measured,
    protocol: { ...measured.protocol, warmupIterations: 0, iterationsPerLaunch: QUESTIONS, launchTimeoutMs },
  };
}

async function launch(on: DeviceDriver, fault: PlantedFault | null): Promise<LaunchReport> {
  const name = fault?.kind ?? 'sound';
  const artefact = join(root, `${name}.ipa`);
  const build = { name, version: '1.0.0', buildNumber: '100', ...(fault === null ? {} : { fault }) };
  await packSwiftApp(artefact, program, build);
  const session = await on.open(phone.id, new AbortController().signal);
  try {
    return await session.launch(
      {
        nonce: randomUUID(),
        build: await on.inspect(artefact),
        artefact,
        pass: passFor(fault),
        dataset: reference,
        questions: questions.slice(0, QUESTIONS),
      },
      new AbortController().signal,
    );
  } finally {
    await session.close();
  }
}

/** What was expected and is not there. */
function missingIn({ fault, expected, says }: Case, { outcome, evidence = [] }: LaunchReport): readonly string[] {
  const found = outcome.kind === 'failed' ? outcome.fault.code : outcome.kind;
  const all = [described(outcome), ...evidence.map(({ text }) => text)].join('\n');
  const missing = [...(found === expected ? [] : [expected]), ...says.filter((text) => !all.includes(text))];
  if (fault?.kind !== 'wordy' || outcome.kind !== 'measured') return missing;
  const bytes = outcome.iterations.reduce((sum, { answer }) => sum + Buffer.byteLength(answer), 0);
  return bytes >= EVENTS_BYTES ? missing : [...missing, `${EVENTS_BYTES} bytes (${bytes} have come)`];
}

function isOfLab(outcome: Outcome): boolean {
  return outcome.kind === 'invalid' || (outcome.kind === 'failed' && outcome.fault.kind === 'infrastructure');
}

function described(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'measured':
      return `${outcome.iterations.length} answers`;
    case 'invalid':
      return outcome.message;
    case 'failed':
      return `${outcome.fault.code}: ${outcome.fault.message}`;
  }
}
