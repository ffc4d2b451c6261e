import type { Slot } from '#harness/domain/plan.ts';
import type { LookPlace } from '#harness/domain/stopping-rule.ts';

/** Where the phones of one model wait for each other: their mean decides, so a look must see the same blocks of each. */
export type Rendezvous = {
  /**
   * Whether the pass is settled at the look, asked once when every phone for which the look is ahead has come. `onWaiting` is
   * called where others have not.
   */
  readonly reach: (deviceId: string, look: Slot, onWaiting: () => void) => Promise<boolean>;
  /** A phone on which a pass cannot be measured is not waited for at any look of it. */
  readonly leavePass: (deviceId: string, passId: string) => void;
  /** A phone that has done all of its slots, or that is lost, is waited for no more; no look asks about a lost one. */
  readonly leave: (deviceId: string, why: 'done' | 'lost') => void;
};

type Phone = {
  readonly deviceId: string;
  /** The looks that it has not gone beyond yet. */
  readonly ahead: readonly Slot[];
};

type Waiting = {
  readonly look: Slot;
  readonly arrived: Set<string>;
  readonly answer: PromiseWithResolvers<boolean>;
};

/** @param isSettled asked about all phones that are not lost */
export function createRendezvous(phones: readonly Phone[], isSettled: (place: LookPlace) => boolean): Rendezvous {
  const ahead = new Map(phones.map((phone) => [phone.deviceId, new Set(phone.ahead.map(keyOf))]));
  const lost = new Set<string>();
  const waiting = new Map<string, Waiting>();

  const askWhereAllHaveCome = (): void => {
    for (const [key, { look, arrived, answer }] of waiting) {
      const isExpected = [...ahead].some(([deviceId, looks]) => looks.has(key) && !arrived.has(deviceId));
      if (isExpected) continue;
      waiting.delete(key);
      const deviceIds = phones.map(({ deviceId }) => deviceId).filter((deviceId) => !lost.has(deviceId));
      try {
        const settled = isSettled({ deviceIds, passId: look.pass, blocks: look.block });
        for (const deviceId of arrived) goBeyond(deviceId, look, settled);
        answer.resolve(settled);
      } catch (error) {
        answer.reject(error);
      }
    }
  };

  /** A phone that has left the rest of a pass out comes to no other look of it. */
  const goBeyond = (deviceId: string, look: Slot, isPassSettled: boolean): void => {
    ahead.get(deviceId)?.delete(keyOf(look));
    if (isPassSettled) dropLooks(deviceId, look.pass);
  };

  const dropLooks = (deviceId: string, passId: string): void => {
    for (const look of phones.find((phone) => phone.deviceId === deviceId)?.ahead ?? []) {
      if (look.pass === passId) ahead.get(deviceId)?.delete(keyOf(look));
    }
  };

  return {
    reach: async (deviceId, look, onWaiting) => {
      const key = keyOf(look);
      const own = waiting.get(key) ?? { look, arrived: new Set(), answer: Promise.withResolvers<boolean>() };
      waiting.set(key, own);
      own.arrived.add(deviceId);
      askWhereAllHaveCome();
      if (waiting.has(key)) onWaiting();
      return own.answer.promise;
    },
    leavePass: (deviceId, passId) => {
      dropLooks(deviceId, passId);
      askWhereAllHaveCome();
    },
    leave: (deviceId, why) => {
      ahead.delete(deviceId);
      if (why === 'lost') lost.add(deviceId);
      askWhereAllHaveCome();
    },
  };
}

/** The phones of a model have orders of their own, so a look is known by its blocks, not by its place in the order. */
function keyOf({ pass, block }: Slot): string {
  return JSON.stringify([pass, block]);
}
