/** A lab whose phones are held by files, so that another process finds them held. */
import { join } from 'node:path';
import type { Scene } from '#harness/cli/world.fixture.ts';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { claimPhone } from '#harness/store/phone-lock.ts';

/** @param moment is called before each launch and each report */
export function killedScene(folder: string, atMs: number, moment: (name: string) => void = () => {}): Scene {
  const launched = (factor: number): number => {
    moment('launch');
    return factor;
  };
  return {
    folder,
    atMs,
    suites: [suiteWith(8)],
    deviceIds: ['one'],
    factors: {
      get slow() {
        return launched(1.2);
      },
      get reference() {
        return launched(1);
      },
    },
    reporters: async () => [
      {
        id: 'one-line',
        render: async () => {
          moment('report');
          return [{ name: 'line.txt', content: 'a report\n' }];
        },
      },
    ],
    claim: (ids, purpose) => {
      const releases = ids.map((id) =>
        claimPhone(join(folder, 'phones'), { deviceId: id, udid: id }, purpose, new Date(0)),
      );
      return () => {
        for (const release of releases) release();
      };
    },
  };
}
