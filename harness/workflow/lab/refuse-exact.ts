import { calibratedMargins } from '#harness/lab/calibrate/calibrated-margins.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { Host } from '#harness/workflow/host.ts';

/** A suite of answers and file sizes alone has no noise, so that sessions of it would show nothing. */
export async function refuseExact(suite: Suite, host: Pick<Host, 'suites'>): Promise<void> {
  if (varies(suite)) return;
  const others = (await host.suites()).filter(varies).map(({ id }) => id);
  throw new BenchError(
    'USAGE',
    `Nothing in ${suite.id} v${suite.version} varies by chance: there is nothing to calibrate.`,
    { remedy: `Choose one of: ${others.join(', ')}` },
  );
}

function varies(suite: Suite): boolean {
  return suite.passes.some((pass) => calibratedMargins(pass, suite).length > 0);
}
