import { expect, test } from 'vitest';
import { isModelFile } from './model-files.ts';

test.each([
  'decoder.onnx',
  'decoder.onnx_data',
  'model.onnx.data',
  'weights.bin',
  'fastvlm.task',
  'fastvlm.litertlm',
  'encoder.tflite',
  'q4.gguf',
  'mlx/model-00001-of-00002.safetensors',
  'Vision.mlmodelc/weights/weight.bin',
  'Vision.mlmodelc/model.mil',
  'Vision.mlpackage/Manifest.json',
  'llm.pte',
  'adapter.npz',
  'Frameworks/Kit.framework/Kit.weights',
  'Kit_Models.bundle/vision',
  'tokenizer.json',
  'merges.txt',
  'weights',
  'a.format-of-next-year',
])('%s is a model file', (path) => {
  expect(isModelFile(path, 'FastVLM')).toBe(true);
});

test.each([
  'FastVLM',
  'Info.plist',
  'PkgInfo',
  'Assets.car',
  'embedded.mobileprovision',
  '_CodeSignature/CodeResources',
  'SC_Info/FastVLM.sinf',
  'Frameworks/Kit.framework/Kit',
  'Frameworks/Kit.framework/Versions/A/Kit',
  'Frameworks/Kit.framework/Info.plist',
  'Frameworks/libswiftCore.dylib',
  'mlx-swift_Cmlx.bundle/default.metallib',
  'PlugIns/Share.appex/Share',
  'Watch/Wrist.app/Wrist',
  'Base.lproj/Main.storyboardc/view.nib',
  'en.lproj/Localizable.strings',
  'AppIcon60x60@2x.png',
  'model/.DS_Store',
  'model/._weights.bin',
])('%s is code, user interface, signature or what Finder left', (path) => {
  expect(isModelFile(path, 'FastVLM')).toBe(false);
});
