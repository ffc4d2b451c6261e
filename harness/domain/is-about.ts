import type { Finding } from './deciding.ts';
import type { Reason } from './decision.ts';

/** Whether a reason is about a finding: the same metric in the same pass, on the same phone or device model. */
export function isAbout(reason: Reason, finding: Finding): boolean {
  if (!('metric' in reason) || reason.metric !== finding.metric || reason.passId !== finding.passId) return false;
  if ('deviceModel' in reason) return 'deviceModel' in finding && reason.deviceModel === finding.deviceModel;
  return 'deviceId' in finding && reason.deviceId === finding.deviceId;
}
