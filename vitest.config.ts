import { defineConfig } from 'vitest/config';

/** Rooms whose tests share nothing outside their own files: a fresh worker for each would cost more than they do. */
const PURE = [
  'harness/{calibrate,compare,domain,gate,plan,simulate,stats}/**/*.test.ts',
  'reports/view/**/*.test.ts',
  'devices/agent/**/*.test.ts',
];

const common = {
  exclude: ['node_modules/**', 'dist/**'],
  // No test decides by its time: these end a test that hangs, and leave one alone that shares two cores with twenty
  // other processes.
  testTimeout: 900_000,
  hookTimeout: 900_000,
};

export default defineConfig({
  test: {
    // Tests that start Appium, phones and browsers share two cores with one another.
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'pure', include: PURE, isolate: false } },
      { test: { ...common, name: 'world', include: ['**/*.test.ts'], exclude: [...common.exclude, ...PURE] } },
    ],
  },
});
