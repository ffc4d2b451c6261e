import type { Assessment } from '#harness/domain/assessment.ts';
import { listed } from '#harness/text/lists.ts';
import { whole } from '#harness/text/numbers.ts';
import type { Found } from './badness.ts';
import { nameOfDevice, nameOfDeviceModel } from './names.ts';

/** More names than this make an unreadable sentence. */
const MOST_NAMED = 3;

type Of =
  | Pick<Extract<Found, { deviceId: string }>, 'deviceId'>
  | Pick<Extract<Found, { deviceModel: string }>, 'deviceModel' | 'deviceIds'>;

/** Where something was found: `on iPhone 13 (virtual)`, `on both phones`, `on all 10 phones`, `on 2 of 5 phones`. */
export function placesOf(found: readonly Of[], assessment: Pick<Assessment, 'devices'>): string {
  const { devices } = assessment;
  const ids = new Set(found.flatMap((own) => ('deviceId' in own ? [own.deviceId] : own.deviceIds)));
  const phones = devices.every(({ platform }) => platform === 'ios') ? 'phones' : 'devices';
  if (ids.size === devices.length && ids.size > 1) {
    return ids.size === 2 ? `on both ${phones}` : `on all ${whole(ids.size)} ${phones}`;
  }
  const names = new Set(
    found.map((own) =>
      'deviceId' in own
        ? nameOfDevice(own.deviceId, assessment)
        : nameOfDeviceModel(own.deviceModel, own.deviceIds, assessment),
    ),
  );
  if (names.size <= MOST_NAMED) return `on ${listed([...names])}`;
  return `on ${whole(ids.size)} of ${whole(devices.length)} ${phones}`;
}
