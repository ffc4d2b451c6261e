import type { Device } from '#harness/domain/device.ts';
import type { CheckedEnergy } from '#harness/workflow/lab/check-energy.ts';

/** The devices at hand. */
export function devicesJson(devices: readonly Device[]): object {
  return {
    devices: devices.map(
      ({ id, label, platform, model, osVersion, osBuild, memoryBytes, provenance, capabilities }) => {
        const {
          thermal,
          battery,
          peakMemory,
          coldLoad,
          install,
          operatorTimes = false,
          forcedThermal = [],
        } = capabilities;
        return {
          id,
          label,
          platform,
          model,
          osVersion,
          osBuild,
          memoryBytes,
          provenance,
          capabilities: {
            ...energyOf(capabilities),
            thermal,
            battery,
            peakMemory,
            coldLoad,
            install,
            operatorTimes,
            forcedThermal,
          },
        };
      },
    ),
  };
}

/** Everything that an energy check has read. */
export function checkJson({ device, check, readings }: CheckedEnergy): object {
  const { id, model, osVersion, osBuild, provenance, capabilities } = device;
  return { device: { id, model, osVersion, osBuild, provenance, ...energyOf(capabilities) }, check, readings };
}

function energyOf({ energy }: Device['capabilities']): object {
  return { powerRefreshMs: energy?.refreshMs ?? null, powerTickMs: energy?.tickMs ?? null };
}
