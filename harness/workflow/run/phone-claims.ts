import { BenchError } from '#harness/domain/failure.ts';

/** Takes a phone until what is returned is called. Throws DEVICE_UNAVAILABLE that says who has it. */
export type ClaimPhone = (phone: { readonly deviceId: string }, purpose: string) => () => void;

/** Keeps runs of one process from each other's phones, where no other process can reach these phones. */
export function phoneClaims(): ClaimPhone {
  const holders = new Map<string, { readonly purpose: string }>();
  return ({ deviceId }, purpose) => {
    const holder = holders.get(deviceId);
    if (holder !== undefined) {
      throw new BenchError('DEVICE_UNAVAILABLE', `${deviceId} is in use by ${holder.purpose}.`, {
        remedy: 'Wait until it has ended, or choose another phone with --device.',
      });
    }
    const own = { purpose };
    holders.set(deviceId, own);
    return () => {
      if (holders.get(deviceId) === own) holders.delete(deviceId);
    };
  };
}
