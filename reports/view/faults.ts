import type { Assessment } from '#harness/domain/assessment.ts';
import type { FaultCount } from '#harness/domain/fault-rates.ts';
import { faultRatesText, partText, ratePercentText } from '#harness/text/fault-rates.ts';
import { ABSENT } from '#harness/text/numbers.ts';
import { nameOfDevice } from './names.ts';
import type { FaultRatesView, FaultView } from './report-view.ts';
import { readable, sentence } from '#harness/text/sentences.ts';
import { armWord } from './wording.ts';
import { provenanceMark } from '#harness/text/names.ts';
import { troubleshooting } from '#harness/text/troubleshooting.ts';

/** Every fault once, with how often it came in one pass on one device and the message of the first. */
export function faultViews(assessment: Assessment): readonly FaultView[] {
  const { productFaults, devices } = assessment;
  const alike = Map.groupBy(productFaults, ({ deviceId, passId, arm, code }) =>
    JSON.stringify([deviceId, passId, arm, code]),
  );
  return [...alike.values()].flatMap(([first, ...others]): readonly FaultView[] => {
    if (first === undefined) return [];
    const { deviceId, passId, arm, code, message } = first;
    const device = devices.find(({ id }) => id === deviceId);
    return [
      {
        device: nameOfDevice(deviceId, assessment),
        badge: device === undefined ? null : provenanceMark(device.provenance),
        pass: readable(passId, 60),
        arm: armWord(arm),
        code: `${readable(code, 60)}${others.length === 0 ? '' : ` × ${others.length + 1}`}`,
        guide: troubleshooting(code),
        message: readable(message, 400),
      },
    ];
  });
}

/** How often the builds failed, and where; null where no launch shows it. */
export function faultRatesView(assessment: Assessment): FaultRatesView | null {
  const { faultCounts, faultRates } = assessment;
  const { candidate, baseline, p } = faultRates;
  if (candidate.launches === 0 && (baseline?.launches ?? 0) === 0) return null;
  const failing = faultCounts.filter(({ faults }) => faults > 0);
  const places = Map.groupBy(failing, ({ deviceId, passId }) => JSON.stringify([deviceId, passId]));
  return {
    sentence: sentence(readable(faultRatesText(faultRates), 400)),
    explanation: p === null ? '' : P_MEANING,
    rows: [...places.values()].flatMap(([first]) => (first === undefined ? [] : [rowOf(first, assessment)])),
  };
}

const P_MEANING =
  'p is the chance of an excess of faults as large as this one where both builds fail equally often: one exact test (Boschloo) over all launches, phones, passes and codes. At 0.05 or less the gate fails; above, an excess over the baseline’s rate is a doubt.';

function rowOf({ deviceId, passId }: FaultCount, assessment: Assessment): FaultRatesView['rows'][number] {
  const cell = (arm: FaultCount['arm']): string => {
    const own = assessment.faultCounts.find(
      (count) => count.deviceId === deviceId && count.passId === passId && count.arm === arm,
    );
    if (own === undefined) return ABSENT;
    const end = own.givenUpAfter === 0 ? '' : `, given up after ${own.givenUpAfter} in a row`;
    return `${partText(own)} (${ratePercentText(own)})${end}`;
  };
  return {
    device: nameOfDevice(deviceId, assessment),
    pass: readable(passId, 60),
    candidate: cell('candidate'),
    baseline: cell('baseline'),
  };
}
