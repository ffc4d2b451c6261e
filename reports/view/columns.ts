import type { Assessment } from '#harness/domain/assessment.ts';
import { type Device, phonesByModel } from '#harness/domain/device.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import { provenanceMark } from '#harness/text/names.ts';
import { count } from '#harness/text/numbers.ts';
import { readable } from '#harness/text/sentences.ts';
import type { ColumnView } from './matrix-view.ts';

/** The phones that share a column of the matrix. */
export type Column = { readonly view: ColumnView; readonly model: string; readonly devices: readonly Device[] };

/** A column a model: what its phones come to together is what a gate judges. */
export function columnsOf({ devices }: Pick<Assessment, 'devices'>): readonly Column[] {
  return phonesByModel(devices).map((own, index) => ({
    view: columnView(own, index),
    model: own[0]?.model ?? '',
    devices: own,
  }));
}

function columnView(devices: readonly Device[], index: number): ColumnView {
  const [first] = devices;
  const badge = provenanceMark(provenanceOf(devices));
  const isHost = first?.platform === 'host';
  const versions = [...new Set(devices.map(({ osVersion }) => readable(osVersion, 40)))];
  const system = `${isHost ? '' : 'iOS '}${versions.slice(0, 3).join(', ')}${versions.length > 3 ? ' …' : ''}`;
  const label = devices.length > 1 ? first?.model : first?.label;
  return {
    anchor: `phone-${index + 1}`,
    name: readable(label ?? '', 80),
    note: [devices.length > 1 ? phonesText(devices) : (badge ?? ''), system].filter((part) => part !== '').join(' · '),
    badge,
  };
}

/** `3 virtual phones`, `1 phone, 2 virtual phones`. */
function phonesText(devices: readonly Device[]): string {
  return [...Map.groupBy(devices, ({ provenance }) => provenance)]
    .map(([provenance, own]) => count(own.length, [provenanceMark(provenance), 'phone'].filter(Boolean).join(' ')))
    .join(', ');
}
