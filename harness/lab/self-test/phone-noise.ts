import type { Slot } from '#harness/domain/plan.ts';
import type { Random } from '#harness/ports/time.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { type Conditions, slownessAt, thermalAt } from './conditions.ts';
import { autoregressive } from './autoregressive.ts';
import type { Profile, QuantityId } from './profile.ts';
import type { LaunchDraw } from './simulate-launch.ts';

/** Quantities that move together: what makes one stage of a launch slow makes all of its stages slow. */
const GROUPS = {
  preprocess: 'time',
  visionEncode: 'time',
  prefill: 'time',
  interTokenP50: 'time',
  modelLoadCold: 'load',
  modelLoadWarm: 'load',
  memoryAfterLoad: 'memory',
  peakMemory: 'memory',
  leakPerCycle: 'leak',
  energyPerAnswer: 'energy',
} as const satisfies Record<QuantityId, string>;

/** One session on one phone: how each launch falls out, launches being asked for in the order in which they run. */
export type PhoneNoise = {
  /** @param position in blocks, from the start of the pass; launches of a block lie half a block apart */
  readonly launch: (slot: Slot, position: number) => LaunchDraw;
};

/**
 * Lognormal noise of four levels: session and block, which both arms share, launch, and iteration. The launch's is
 * correlated from block to block within each arm and pass.
 */
export function createPhoneNoise(profile: Profile, conditions: Conditions, random: Random): PhoneNoise {
  const normal = standardNormal(random);
  const lag1 = conditions.lag1 ?? profile.lag1;
  const ofSession = memoised<string, number>(normal);
  const ofBlock = memoised<string, number>(normal);
  const series = memoised<string, () => number>(() => autoregressive(normal, lag1));
  return {
    launch: (slot, position) => {
      const ofLaunch = memoised<string, number>((group) => series(`${slot.pass}/${slot.arm}/${group}`)());
      const level = memoised((id: QuantityId): number => {
        const group = GROUPS[id];
        const { level: typical, spread } = profile.quantities[id];
        const deviation =
          spread.session * ofSession(group) +
          spread.block * ofBlock(`${slot.pass}/${slot.block}/${group}`) +
          spread.launch * ofLaunch(group);
        if (group === 'leak') return typical + deviation;
        const isTime = group === 'time' || group === 'load';
        return typical * Math.exp(deviation) * (isTime ? slownessAt(conditions, position) : 1);
      });
      const wobble = (id: QuantityId): number => {
        const deviation = profile.quantities[id].spread.iteration * normal();
        return GROUPS[id] === 'leak' ? deviation : Math.exp(deviation);
      };
      return { level, wobble, thermal: thermalAt(conditions, position) };
    },
  };
}

function memoised<Key extends string, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
