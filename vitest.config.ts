import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**'],
    // Tests that start Appium, phones and browsers share two cores with one another.
    maxWorkers: 2,
    // No test decides by its time: these end a test that hangs, and leave one alone that shares two cores with twenty
    // other processes.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
