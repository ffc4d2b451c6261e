/** What `init` writes: a configuration that changes nothing, with every field in a comment. */
export const EXAMPLE = `// Settings of fastvlm-bench for this folder. An option of the command line comes before what stands here.
// Check it with: fastvlm-bench config check
import { defineConfig } from 'fastvlm-bench/config';

export default defineConfig({
  // What \`run\` and \`plan\` take where their options are left out.
  // suite: 'latency',
  // baseline: 'main',
  // devices: ['@lab'],
  // policy: 'nightly',

  // Where things lie. Paths are taken from the folder of this file.
  // store: '.fastvlm-bench/store.sqlite', // or postgres://host/database
  // devicesFile: 'iphones.json', // lists your iPhones
  // waivers: 'waivers.json', // used without this line, too, if it is there

  // deviceGroups: { lab: ['my-iphone-16-pro', 'my-iphone-12'] },

  // policies: {
  //   nightly: {
  //     basedOn: 'release', // doubts block, virtual phones may not gate
  //     metrics: {
  //       timeToFirstToken: { percent: 3, onDeviceModel: { 'iPhone13,2': { percent: 6 } } },
  //       energyPerAnswer: { severity: 'warn' },
  //       peakMemory: { inconclusive: 'warn' },
  //     },
  //   },
  // },
});
`;
