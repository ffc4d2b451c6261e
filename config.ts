/**
 * What a configuration imports: `import { defineConfig } from 'fastvlm-bench/config'`; docs/configuration.md shows how. It is apart from
 * the rest of the package because each command reads the configuration, and must not wait for all of the engine.
 */
export { type Config, defineConfig, type PolicySettings } from '#harness/config/config.ts';
export { RELEASE_PLAN } from '#suites/release-plan.ts';
export { SUITES } from '#suites/catalogue.ts';
export type { MetricRule } from '#harness/domain/metric-rule.ts';
export type { ReleasePlan } from '#harness/domain/release-plan.ts';
export type { Margin, Pass, Suite } from '#harness/domain/suite.ts';
