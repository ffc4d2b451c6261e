import { expect, test } from 'vitest';
import { phoneError } from './faults/faults.ts';
import type { PhoneSession } from './phone-session.ts';
import { blamingTheWay } from './way-to-phone.ts';

const HANG_UP = 'Could not proxy command to the remote server. Original error: socket hang up';
const NO_TUNNEL = "Failed installation proxy via RemoteXPC for 'x' (No tunnel found for device x.)";

/** A phone whose WebDriverAgent does not answer; `lookup` is what it says without one. */
function phoneWithoutWda(lookup: () => unknown): PhoneSession & { readonly commands: string[] } {
  const commands: string[] = [];
  return {
    commands,
    run: async (command) => {
      commands.push(command);
      if (command === 'isAppInstalled') return lookup();
      throw phoneError(new Error(HANG_UP));
    },
    close: async () => {},
  };
}

test('a command that WebDriverAgent does not answer is the tunnel’s fault when there is none', async () => {
  const phone = phoneWithoutWda(() => {
    throw phoneError(new Error(NO_TUNNEL));
  });
  await expect(blamingTheWay(phone).run('queryAppState')).rejects.toMatchObject({ fault: { code: 'TUNNEL_LOST' } });
});

test('it is WebDriverAgent’s own when the phone answers without it, whatever it says of the app', async () => {
  const refusal = (): never => {
    throw phoneError(new Error('ApplicationLookupFailed'));
  };
  for (const lookup of [() => true, () => false, refusal]) {
    const phone = blamingTheWay(phoneWithoutWda(lookup));
    await expect(phone.run('queryAppState')).rejects.toMatchObject({ fault: { code: 'WDA_LOST' } });
  }
});

test('nothing is asked beside a command that works or that fails in another way', async () => {
  const phone = phoneWithoutWda(() => true);
  expect(await blamingTheWay(phone).run('isAppInstalled', {})).toBe(true);
  const refusing: PhoneSession = {
    ...phone,
    run: async (command) => {
      phone.commands.push(command);
      throw phoneError(new Error('write EPIPE'));
    },
  };
  await expect(blamingTheWay(refusing).run('pushFile')).rejects.toMatchObject({ fault: { code: 'TUNNEL_LOST' } });
  expect(phone.commands).toEqual(['isAppInstalled', 'pushFile']);
});
