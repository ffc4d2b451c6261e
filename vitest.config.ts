import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole runs, Appium servers and browsers start first, so that no worker is left alone with one of them at the end. */
const LONGEST = [
  'ios/session.test.ts',
  '/cli.test.ts',
  '/index.test.ts',
  'docs/api.test.ts',
  'github/action.test.ts',
  'ios/driver.test.ts',
  'ios/sustained.test.ts',
  'html/browser.test.ts',
  'verdict-page/page.test.ts',
  'app/app.test.ts',
  'ios/energy.test.ts',
  'host/driver.test.ts',
  'host/run.test.ts',
  'agent-node/run-plan.test.ts',
  'commands/selftest.test.ts',
  'commands/killed-second-session.test.ts',
  '/build.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONGEST.some((name) => moduleId.endsWith(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    exclude: ['node_modules/**', 'dist/**'],
    // Tests that start Appium, phones and browsers often wait, so four workers keep two cores busy.
    maxWorkers: 4,
    // A fresh process for each file costs more than most files do. A test restores what it changes in its process.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Commands, servers and apps that tests start find their code compiled, as those of `npm run demo` do.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)) },
    // No test decides by its time. These limits end a test that hangs, and leave time enough on a busy machine.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 600_000 } },
  },
});
