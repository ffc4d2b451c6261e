import { Argument, type Command } from 'commander';
import type { KnownWords } from '#harness/cli/completion/command-tree.ts';
import { SAMPLES } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import type { World } from '#harness/cli/world.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

export function addCompletion(command: Command, { world, end, whole }: Program): void {
  command
    .addArgument(new Argument('<shell>', 'the shell that reads it').choices(SHELLS))
    .addHelpText('after', HOW)
    .action(async (shell: Shell) => {
      world.terminal.write(await scriptFor(shell, await whole(), world));
      end(0);
    });
}

const HOW = `
The script has all commands, options and names of suites, policies, sample builds, metrics and devices, so that completing
starts no program. Print it again after an update, or where the configuration has other suites and policies.

  bash    add to ~/.bashrc:    source <(fastvlm-bench completion bash)
  zsh     add to ~/.zshrc, below compinit:    source <(fastvlm-bench completion zsh)
  fish    fastvlm-bench completion fish > ~/.config/fish/completions/fastvlm-bench.fish`;

async function scriptFor(shell: Shell, root: Command, world: World): Promise<string> {
  const [{ commandTree }, { bashScript }, { zshScript }, { fishScript }] = await Promise.all([
    import('#harness/cli/completion/command-tree.ts'),
    import('#harness/cli/completion/bash.ts'),
    import('#harness/cli/completion/zsh.ts'),
    import('#harness/cli/completion/fish.ts'),
  ]);
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
  return scripts[shell](commandTree(root, await knownWords(world)));
}

/** What is known without a phone. */
async function knownWords(world: World): Promise<KnownWords> {
  const [{ METRIC_IDS }, { scenariosOf }, suites, policies, { drivers }] = await Promise.all([
    import('#harness/domain/metric.ts'),
    import('#harness/lab/self-test/scenarios.ts'),
    world.suites(),
    world.policies(),
    world.lab({}),
  ]);
  return {
    suites: suites.map(({ id }) => id),
    policies: policies.map(({ id }) => id),
    samples: SAMPLES,
    metrics: METRIC_IDS,
    scenarios: [...new Set(suites.flatMap((suite) => scenariosOf(suite, 'simulated').map(({ id }) => id)))],
    devices: drivers.flatMap((driver) => driver.devices().map(({ id }) => id)),
  };
}
