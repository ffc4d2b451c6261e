/** What `init` writes: a configuration that changes nothing, with every field in a comment. */
export const EXAMPLE = `// Settings of fastvlm-bench for this folder. Options of the command line take precedence over this file.
// Check it with: fastvlm-bench config check
import { defineConfig } from 'fastvlm-bench/config';

export default defineConfig({
  // What \`run\` and \`plan\` use when you leave their options out.
  // suite: 'latency',
  // baseline: 'main',
  // devices: ['@lab'],
  // policy: 'nightly',
  // dataset: 'vqav2-val/gate-2000',
  // prompt: '{question} Answer with one word.',
  // blocks: 24,

  // Locations. Paths are relative to the folder of this file.
  // store: '.fastvlm-bench/store.sqlite', // or postgres://host/database
  // devicesFile: 'iphones.json', // lists your iPhones
  // waivers: 'waivers.json', // used without this line too, if the file exists
  // datasetsDir: '.fastvlm-bench/datasets',
  // virtualPhones: 'virtual-phones.json', // replace those that ship
  // appiumPort: 4723, // any free one without this line

  // deviceGroups: { lab: ['my-iphone-16-pro', 'my-iphone-12'] },

  // policies: {
  //   nightly: {
  //     basedOn: 'release', // doubts block, virtual phones may not gate
  //     confirm: 'secondSession', // a regression must be found twice
  //     metrics: {
  //       timeToFirstToken: { percent: 3, onDeviceModel: { 'iPhone13,2': { percent: 6 } } },
  //       energyPerAnswer: { severity: 'warn' },
  //       peakMemory: { inconclusive: 'warn' },
  //     },
  //   },
  // },

  // Where results are published. Tokens are never written here: docs/pull-requests.md
  // publish: {
  //   github: { comment: 'on-change', check: 'phones', repository: 'owner/name' },
  //   gitlab: { comment: 'on-change', status: 'phones', project: 'group/project' },
  // },

  // suites: [], // suites of your own: docs/configuration.md
  // release: { staleAfterDays: 7 }, // what a release must show: docs/scorecard.md
});
`;
