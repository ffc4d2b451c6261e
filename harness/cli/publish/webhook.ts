import type { Command } from 'commander';
import { jsonOption } from '#harness/cli/json/print-json.ts';
import { policyOption, storeOption, waiversOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { eventOf } from '#harness/cli/run-source.ts';
import type { World } from '#harness/cli/world.ts';
import type { WebhookTarget } from '#harness/ports/publish.ts';
import { candidateOption, type PublishOptions, publishRun, reportUrlOf, reportUrlOption } from './publish-run.ts';

export function addWebhook(command: Command, { world, end }: Program): void {
  command
    .command('webhook <run>')
    .description('send the decision on a run to an address, as signed JSON')
    .addOption(policyOption('the policy of its verdicts'))
    .addOption(waiversOption())
    .addOption(reportUrlOption())
    .addOption(candidateOption())
    .addOption(storeOption(world))
    .addOption(jsonOption())
    .addHelpText('after', ENVIRONMENT)
    .action(async (run: string, options: PublishOptions) =>
      end(await publishRun(run, options, async () => targetOf(options, world), world)),
    );
}

const ENVIRONMENT = `
Reads FASTVLM_BENCH_WEBHOOK_URL, where the decision is sent, and FASTVLM_BENCH_WEBHOOK_SECRET, which signs it. Neither is printed.
The exit code says whether it was sent, not what was decided: 0 sent; 2 the receiver refuses it; 4 it does not answer.`;

async function targetOf(options: PublishOptions, { environment }: World): Promise<WebhookTarget> {
  const [{ webhookAddress }, { ciSource, EVENT_FILE_VARIABLE }] = await Promise.all([
    import('#harness/workflow/publish/webhook-address.ts'),
    import('#harness/workflow/publish/ci-source.ts'),
  ]);
  const job = ciSource(environment, await eventOf(environment[EVENT_FILE_VARIABLE]));
  return {
    ...webhookAddress(environment),
    kind: 'webhook',
    reportUrl: reportUrlOf(options),
    jobUrl: job?.ciUrl ?? null,
  };
}
