/** The app of this machine for builds that fail on purpose, as those of the sample app say in their runtime.json. */
import { readRuntimeFields } from '#devices/agent-node/vlm/model-json.ts';
import { parseBuildFault } from '#devices/virtual-iphone/app/build-fault.ts';
import { faultHooks, fingerprintOf } from '#devices/virtual-iphone/app/fault-injector.ts';
import { runHostApp } from './host-app.ts';

/** More than a sound build ever takes, and soon reached. */
const LIMIT_BYTES = 600 * 2 ** 20;

await runHostApp(process.cwd(), (context) => {
  const runtime = readRuntimeFields(context.modelFolder);
  const fault = runtime === null ? null : parseBuildFault(runtime);
  const { identity } = context;
  if (identity.platform !== 'host') throw new Error('an app of another platform');
  const contentSha256 = fingerprintOf(identity.app.contentSha256, fault);
  return {
    ...context,
    hooks: { ...context.hooks, ...faultHooks(fault, LIMIT_BYTES) },
    identity: { ...identity, app: { ...identity.app, contentSha256 } },
  };
});
