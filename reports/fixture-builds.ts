/** Test support: the phones and the builds of made-up runs. */
import type { Build } from '#harness/domain/build.ts';
import { phoneCapabilities, type Device } from '#harness/domain/device.ts';
import { graphs } from './fixture-graphs.ts';

export const DEVICES: readonly Device[] = [
  device('virtual-iphone-16-pro', 'iPhone 16 Pro', 'iPhone17,1', '18.5', '22F76', 8e9),
  device('virtual-iphone-13', 'iPhone 13', 'iPhone14,5', '17.7.2', '21H221', 4e9),
];

/** A second phone of the first one's model. */
export const TWIN = device('virtual-iphone-16-pro-b', 'iPhone 16 Pro, second', 'iPhone17,1', '18.5', '22F76', 8e9);

function device(id: string, label: string, model: string, osVersion: string, osBuild: string, bytes: number): Device {
  return {
    id,
    label,
    platform: 'ios',
    model,
    osVersion,
    osBuild,
    memoryBytes: bytes,
    provenance: 'virtual',
    capabilities: phoneCapabilities(20_000),
  };
}

export function build(role: 'baseline' | 'candidate'): Build {
  const isCandidate = role === 'candidate';
  return {
    id: (isCandidate ? 'c0ffee42d17e' : '5eed0badf00d').repeat(5).slice(0, 64),
    label: isCandidate ? 'vision-int4' : 'v1.4.0',
    version: isCandidate ? '1.5.0' : '1.4.0',
    platform: 'ios',
    bytes: isCandidate ? 611_400_000 : 652_100_000,
    models: [
      { name: 'config.json', sha256: '11'.repeat(32), bytes: 1840 },
      { name: 'language.onnx', sha256: '22'.repeat(32), bytes: 480_112_640 },
      { name: 'tokenizer.json', sha256: '33'.repeat(32), bytes: 7_031_645 },
      isCandidate
        ? { name: 'vision.onnx', sha256: '4f'.repeat(32), bytes: 81_226_752 }
        : { name: 'vision.onnx', sha256: 'a5'.repeat(32), bytes: 125_829_120 },
    ],
    graphs: graphs(role),
    identity: {
      kind: 'ios',
      bundleId: 'com.example.fastvlm',
      buildNumber: isCandidate ? '318' : '297',
      minimumOsVersion: '17.0',
      binaryUuid: isCandidate ? '7B1E2C90-11AA-4D0B-9C55-31D0A8B7E6F2' : '0F9A4D11-7C3B-4E02-8A77-9D4412B0C3AA',
    },
  };
}
