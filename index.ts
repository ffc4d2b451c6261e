/**
 * What programs import: `import { createHost, runBuild } from 'fastvlm-bench'`; docs/api.md shows how. What is not named
 * here is not public and may change in any version.
 */
export { createHost, type HostOptions, type OwnedHost } from './host.ts';

// What can be done.
export { bundleRun } from '#harness/workflow/bundle-run.ts';
export { calibrateDevice, calibrateFrom } from '#harness/workflow/calibrate-device.ts';
export { removeBaseline, setBaseline } from '#harness/workflow/baselines.ts';
export { checkEnergy } from '#harness/workflow/check-energy.ts';
export { executeRun } from '#harness/workflow/execute-run.ts';
export { exportStore } from '#harness/workflow/export-store.ts';
export { importDataset } from '#harness/workflow/import-dataset.ts';
export { importStore } from '#harness/workflow/import-store.ts';
export { judgeRun } from '#harness/workflow/judge-run.ts';
export { policyNamed, policyOf } from '#harness/workflow/policies.ts';
export { prepareRun } from '#harness/workflow/prepare-run.ts';
export { checkApp } from '#harness/workflow/check-app.ts';
export { checkParity } from '#harness/workflow/check-parity.ts';
export { publishTo } from '#harness/workflow/publish-to.ts';
export { previewRun } from '#harness/workflow/preview-run.ts';
export { pruneStore } from '#harness/workflow/prune-store.ts';
export { removeRun } from '#harness/workflow/remove-run.ts';
export { compareRuns, reportRun } from '#harness/workflow/report-run.ts';
export { resumeRun, runBuild } from '#harness/workflow/run-build.ts';
export { selfTestGate } from '#harness/workflow/self-test-gate.ts';
export { showHistory } from '#harness/workflow/show-history.ts';
export { waiveChange } from '#harness/workflow/waive-change.ts';
export { verifyBundle } from '#harness/workflow/verify-bundle.ts';
export { verifyRun } from '#harness/workflow/verify-run.ts';

// What is asked, and what comes of it.
export { parseResumeRequest, parseRunRequest } from '#harness/workflow/request.ts';
export type { BaselineReference, Places, ResumeRequest, RunReference, RunRequest } from '#harness/workflow/request.ts';
export type { Bundled, BundleRequest } from '#harness/workflow/bundle-run.ts';
export type { CalibrateRequest, CalibrationResult } from '#harness/workflow/calibrate-device.ts';
export type { Caller } from '#harness/workflow/caller.ts';
export type { AppRule, RuleCheck } from '#harness/workflow/app-rules.ts';
export type { AppCheckCaller, AppCheckEvent, AppCheckRequest, CheckedApp } from '#harness/workflow/check-app.ts';
export type { CheckedParity, ParityRequest } from '#harness/workflow/check-parity.ts';
export type { CheckedEnergy, EnergyCaller, EnergyCheckRequest, EnergyEvent } from '#harness/workflow/check-energy.ts';
export type { Exported, ExportRequest as ExportStoreRequest } from '#harness/workflow/export-store.ts';
export type { Host, Lab, LabOptions } from '#harness/workflow/host.ts';
export type { ImportDatasetRequest } from '#harness/workflow/import-dataset.ts';
export type { Imported, ImportRequest as ImportStoreRequest } from '#harness/workflow/import-store.ts';
export type { Case, Judged } from '#harness/workflow/judge-run.ts';
export type { Notice, WorkflowEvent } from '#harness/workflow/events.ts';
export type { PreparedRun } from '#harness/workflow/prepare-run.ts';
export type { Preview, PreviewRequest } from '#harness/workflow/preview-run.ts';
export type { Pruned, PruneRequest } from '#harness/workflow/prune-store.ts';
export type { PublishedTo, PublishRequest } from '#harness/workflow/publish-to.ts';
export type { Published } from '#harness/workflow/publish-run.ts';
export type { RemovedRun } from '#harness/workflow/remove-run.ts';
export type { CompareRequest, ReportRequest } from '#harness/workflow/report-run.ts';
export type { RunOutcome } from '#harness/workflow/run-build.ts';
export type {
  SelfTestCaller,
  SelfTestEvent,
  SelfTestRequest,
  SelfTestResult,
} from '#harness/workflow/self-test-gate.ts';
export type { Waived, WaiveRequest } from '#harness/workflow/waive-change.ts';
export type { WaiversRequest } from '#harness/workflow/read-waivers.ts';
export type { SetBaselineRequest } from '#harness/workflow/baselines.ts';
export type { HistoryRequest, ShownHistory } from '#harness/workflow/show-history.ts';
export type { Verification, VerifiedRecord, VerifyRequest } from '#harness/workflow/verify-run.ts';
export type { BundleVerification, VerifyBundleRequest } from '#harness/workflow/verify-bundle.ts';
export type { MeasureResult } from '#harness/measure/measured-run.ts';
export type { ProgressEvent } from '#harness/measure/progress.ts';

// The nouns.
export { exitCodeOf } from '#harness/domain/exit-code.ts';
export { BenchError, type ExitCode, type FailureCode } from '#harness/domain/failure.ts';
export { parseRun, type Run, type RunHeader } from '#harness/domain/run.ts';
export type { Build } from '#harness/domain/build.ts';
export type { Calibration } from '#harness/domain/calibration.ts';
export type { Comparison, Verdict } from '#harness/domain/comparison.ts';
export type { Assessment } from '#harness/domain/assessment.ts';
export type { Warning } from '#harness/domain/warning.ts';
export type { Waiver } from '#harness/domain/waiver.ts';
export type { Decision, Policy, Reason } from '#harness/domain/decision.ts';
export type { Device } from '#harness/domain/device.ts';
export type { Launch, Outcome } from '#harness/domain/launch.ts';
export type { MetricId } from '#harness/domain/metric.ts';
export type { Plan, Slot } from '#harness/domain/plan.ts';
export type { Pass, Suite } from '#harness/domain/suite.ts';
export type { VerdictRecord } from '#harness/domain/verdict-record.ts';
export type {
  GitHubTarget,
  GitLabTarget,
  Publication,
  Publisher,
  PublishTarget,
  WebhookTarget,
} from '#harness/ports/publish.ts';
export type { ReportInput } from '#harness/ports/report.ts';
export type { BaselineEntry, RunEntry, RunStore } from '#harness/ports/store.ts';
