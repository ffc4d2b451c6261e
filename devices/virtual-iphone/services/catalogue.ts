import type { OperatingSystem } from '#devices/virtual-iphone/system/operating-system.ts';
import type { WdaRunner } from '#devices/virtual-iphone/system/wda-runner.ts';
import type { DtxServices } from '#devices/virtual-iphone/wire/dtx-connection.ts';
import { conditionInducer } from './condition-inducer.ts';
import { deviceInfo } from './device-info.ts';
import { diagnosticsRelay } from './diagnostics-relay.ts';
import { crashReportMover, crashReports, media } from './folders.ts';
import { houseArrest } from './house-arrest.ts';
import { installationProxy } from './installation-proxy.ts';
import { lockdown } from './lockdown.ts';
import { notificationProxy } from './notification-proxy.ts';
import { processControl } from './process-control.ts';
import type { Service } from './service.ts';
import { syslogRelay } from './syslog-relay.ts';
import { sysmontap } from './sysmontap.ts';
import { zipConduit } from './zip-conduit.ts';

/** Services that begin with a check-in in property lists, by the name a tunnel lists them under. */
export const SERVICES: Readonly<Record<string, Service>> = {
  'com.apple.mobile.lockdown.remote.untrusted': lockdown,
  'com.apple.mobile.installation_proxy.shim.remote': installationProxy,
  'com.apple.streaming_zip_conduit.shim.remote': zipConduit,
  'com.apple.mobile.house_arrest.shim.remote': houseArrest,
  'com.apple.afc.shim.remote': media,
  'com.apple.crashreportcopymobile.shim.remote': crashReports,
  'com.apple.crashreportmover.shim.remote': crashReportMover,
  'com.apple.mobile.notification_proxy.shim.remote': notificationProxy,
  'com.apple.mobile.diagnostics_relay.shim.remote': diagnosticsRelay,
  'com.apple.syslog_relay.shim.remote': syslogRelay,
};

/** The hub of the instruments' services; it speaks DTX from the first byte. */
export const INSTRUMENTS_HUB = 'com.apple.instruments.dtservicehub';

export function instruments(system: OperatingSystem, wda: WdaRunner): DtxServices {
  const prefix = 'com.apple.instruments.server.services';
  return {
    [`${prefix}.processcontrol`]: () => processControl(system, wda),
    [`${prefix}.deviceinfo`]: () => deviceInfo(system),
    [`${prefix}.sysmontap`]: (channel) => sysmontap(system, channel),
    [`${prefix}.ConditionInducer`]: () => conditionInducer(system),
  };
}
