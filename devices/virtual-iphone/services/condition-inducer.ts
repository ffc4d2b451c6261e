import type { ThermalState } from '#harness/domain/device.ts';
import type { OperatingSystem } from '#devices/virtual-iphone/system/operating-system.ts';
import type { DtxService } from '#devices/virtual-iphone/wire/dtx-connection.ts';
import { ArchivedError } from '#devices/virtual-iphone/wire/keyed-archive.ts';

const THERMAL = 'ThermalCondition';
const DOMAIN = 'com.apple.dt.conditioninducer';
const NO_SUCH_PROFILE = 1000;
const NOTHING_ACTIVE = 1001;
const ACTIVE_ALREADY = 1002;
const REFUSED = 1003;

const PROFILES: Readonly<Record<string, ThermalState>> = {
  ThermalFair: 'fair',
  ThermalSerious: 'serious',
  ThermalCritical: 'critical',
};

/** Pretends a thermal state. It lasts until it is disabled or the client goes away; nobody else can disable it, or enable another. */
export function conditionInducer(system: OperatingSystem): DtxService {
  let active: string | null = null;
  const disable = (): void => {
    if (active === null) return;
    active = null;
    system.conditions.induceThermal(null);
  };
  return {
    call(selector, parameters) {
      switch (selector) {
        case 'availableConditionInducers':
          if (system.spec.conditionInducer === 'missing') return [];
          return [
            {
              identifier: THERMAL,
              name: 'Thermal State',
              isActive: system.conditions.inducedThermal !== null,
              activeProfile: profileOf(system.conditions.inducedThermal),
              isDestructive: true,
              isInternal: false,
              profilesSorted: true,
              profiles: Object.entries(PROFILES).map(([identifier, state]) => ({
                identifier,
                name: state,
                description: `Thermal state: ${state}`,
              })),
            },
          ];
        case 'enableConditionWithIdentifier:profileIdentifier:': {
          const profile = String(parameters[1]);
          const state = Object.hasOwn(PROFILES, profile) ? PROFILES[profile] : undefined;
          if (parameters[0] !== THERMAL || state === undefined) {
            throw new ArchivedError(DOMAIN, NO_SUCH_PROFILE, `No condition ${String(parameters[0])} ${profile}`);
          }
          if (system.spec.conditionInducer === 'refusing') {
            throw new ArchivedError(DOMAIN, REFUSED, `${profile} cannot be enabled`);
          }
          if (system.conditions.inducedThermal !== null) {
            throw new ArchivedError(DOMAIN, ACTIVE_ALREADY, 'A condition is already active');
          }
          active = profile;
          system.conditions.induceThermal(state);
          return true;
        }
        case 'disableActiveCondition':
          if (active === null) throw new ArchivedError(DOMAIN, NOTHING_ACTIVE, 'No condition is active');
          disable();
          return true;
        default:
          return undefined;
      }
    },
    close: disable,
  };
}

function profileOf(state: ThermalState | null): string {
  return Object.entries(PROFILES).find(([, own]) => own === state)?.[0] ?? '';
}
