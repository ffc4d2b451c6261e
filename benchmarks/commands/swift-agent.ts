/**
 * Whether the Swift agent works as an app of a phone does: its executable for virtual iPhones is packed into .ipa files and measured
 * by the real Appium and the real XCUITest driver, against a build that takes as long and against one whose vision encoder takes a
 * tenth longer. Ends with exit code 1 where two runs in a row have a verdict that is not the true one, and with 3 where nothing was
 * shown: the machine was too busy, the lab failed, or two runs disagree. Virtual numbers: none says anything about an iPhone.
 * Usage: swift-agent.ts EXECUTABLE [blocks]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { percent, printMachine, printTable, write } from '#benchmarks/print/print.ts';
import { type Expected, judgeProof, type Proof } from '#benchmarks/runs/swift-proof.ts';
import { packSwiftApp, ROUNDS } from '#benchmarks/runs/swift-app.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));
const LONGER = 1.1;

type Finding = { readonly exitCode: number | null; readonly record: VerdictRecord };
type Case = Expected & { readonly name: string; readonly visionEncode: number };

const CASES: readonly Case[] = [
  { name: 'unchanged', visionEncode: 1, exitCode: 0, longer: [] },
  { name: 'longer-vision-encoder', visionEncode: LONGER, exitCode: 1, longer: ['visionEncode'] },
];

const WORDS: Readonly<Record<Proof, string>> = {
  seen: 'as it should be',
  wrong: 'WRONG',
  undecided: 'nothing was shown',
};

const [executable, blocks] = process.argv.slice(2);
if (executable === undefined) throw new Error('give the path of the executable VirtualPhoneApp');
const program = readFileSync(executable);
const root = mkdtempSync(join(tmpdir(), 'fastvlm-bench-swift-'));
const proofs: Proof[] = [];
try {
  const reference = await packed('reference', 1);
  for (const oneCase of CASES) {
    const candidate = await packed(oneCase.name, oneCase.visionEncode);
    const prove = (attempt: number): Proof =>
      report(oneCase, measure(reference, candidate, join(root, `run-${oneCase.name}-${attempt}`)));
    const first = prove(1);
    // A rule that errs now and then is no error of the agent.
    proofs.push(first === 'wrong' && prove(2) !== 'wrong' ? 'undecided' : first);
  }
} finally {
  rmSync(root, { recursive: true, maxRetries: 3 });
}
process.exitCode = proofs.includes('wrong') ? 1 : proofs.includes('undecided') ? 3 : 0;

async function packed(name: string, visionEncode: number): Promise<string> {
  const file = join(root, `${name}.ipa`);
  const rounds = { ...ROUNDS, visionEncode: Math.round(ROUNDS.visionEncode * visionEncode) };
  const version =
    name === 'reference' ? { version: '1.0.0', buildNumber: '100' } : { version: '1.0.1', buildNumber: '101' };
  await packSwiftApp(file, program, { name, ...version, rounds });
  return file;
}

/** Null where the run left no verdict. */
function measure(baseline: string, candidate: string, out: string): Finding | null {
  const builds = ['--candidate', candidate, '--baseline', baseline, '--out', out];
  const plan = blocks === undefined ? [] : ['--blocks', blocks];
  const argv = [CLI, 'run', '--suite', 'latency', '--device', 'virtual-iphone-16-pro', ...builds, ...plan];
  const { status } = spawnSync(process.execPath, argv, {
    cwd: root,
    env: { ...process.env, CI: 'true', NODE_COMPILE_CACHE: CACHE },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const verdicts = join(out, 'verdicts.json');
  if (!existsSync(verdicts)) return null;
  return { exitCode: status, record: JSON.parse(readFileSync(verdicts, 'utf8')) as VerdictRecord };
}

function report(expected: Case, finding: Finding | null): Proof {
  const { name, exitCode, longer } = expected;
  const verdicts = finding?.record.verdicts ?? [];
  printMachine(`\n${name}: exit code ${finding?.exitCode}, decision ${finding?.record.decision}. Virtual numbers`);
  const rows = verdicts.map(({ metric, verdict, change }) => [
    metric,
    verdict,
    change?.estimate == null ? '–' : percent(change.estimate),
    change?.low == null || change.high == null ? '–' : `${percent(change.low)} to ${percent(change.high)}`,
  ]);
  printTable(['metric', 'verdict', 'change', 'interval'], rows);
  const proof = judgeProof(expected, finding === null ? null : { exitCode: finding.exitCode, verdicts });
  write(`${WORDS[proof]}; expected: exit code ${exitCode}, longer: ${longer.join() || 'no stage'}\n`);
  return proof;
}
