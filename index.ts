/**
 * What programs import: `import { createHost, runBuild } from 'fastvlm-bench'`; docs/api.md shows how. What is not named
 * here is not public and may change in any version.
 */
export { createHost, type HostOptions, type OwnedHost } from './host.ts';

// What can be done.
export { bundleRun } from '#harness/workflow/bundle/bundle-run.ts';
export { calibrateDevice, calibrateFrom } from '#harness/workflow/lab/calibrate-device.ts';
export { removeBaseline, setBaseline } from '#harness/workflow/store/baselines.ts';
export { checkEnergy } from '#harness/workflow/lab/check-energy.ts';
export { executeRun } from '#harness/workflow/run/execute-run.ts';
export { exportStore } from '#harness/workflow/store/export-store.ts';
export { importDataset } from '#harness/workflow/import-dataset.ts';
export { importStore } from '#harness/workflow/store/import-store.ts';
export { judgeRun } from '#harness/workflow/judge/judge-run.ts';
export { policyNamed, policyOf } from '#harness/workflow/judge/policies.ts';
export { prepareRun } from '#harness/workflow/run/prepare-run.ts';
export { checkApp } from '#harness/workflow/lab/check-app.ts';
export { checkParity } from '#harness/workflow/lab/check-parity.ts';
export { publishTo } from '#harness/workflow/publish/publish-to.ts';
export { previewRun } from '#harness/workflow/run/preview-run.ts';
export { pruneStore } from '#harness/workflow/store/prune-store.ts';
export { removeRun } from '#harness/workflow/store/remove-run.ts';
export { compareRuns, reportRun } from '#harness/workflow/judge/report-run.ts';
export { resumeRun, runBuild } from '#harness/workflow/run/run-build.ts';
export { selfTestGate } from '#harness/workflow/lab/self-test-gate.ts';
export { showHistory } from '#harness/workflow/store/show-history.ts';
export { waiveChange } from '#harness/workflow/waivers/waive-change.ts';
export { verifyBundle } from '#harness/workflow/bundle/verify-bundle.ts';
export { verifyRun } from '#harness/workflow/judge/verify-run.ts';

// What is asked, and what comes of it.
export { parseResumeRequest, parseRunRequest } from '#harness/workflow/request.ts';
export type { BaselineReference, Places, ResumeRequest, RunReference, RunRequest } from '#harness/workflow/request.ts';
export type { Bundled, BundleRequest } from '#harness/workflow/bundle/bundle-run.ts';
export type { CalibrateRequest, CalibrationResult } from '#harness/workflow/lab/calibrate-device.ts';
export type { Caller } from '#harness/workflow/caller.ts';
export type { AppRule, RuleCheck } from '#harness/workflow/lab/app-rules.ts';
export type { AppCheckCaller, AppCheckEvent, AppCheckRequest, CheckedApp } from '#harness/workflow/lab/check-app.ts';
export type { CheckedParity, ParityRequest } from '#harness/workflow/lab/check-parity.ts';
export type {
  CheckedEnergy,
  EnergyCaller,
  EnergyCheckRequest,
  EnergyEvent,
} from '#harness/workflow/lab/check-energy.ts';
export type { Exported, ExportRequest as ExportStoreRequest } from '#harness/workflow/store/export-store.ts';
export type { Host, Lab, LabOptions } from '#harness/workflow/host.ts';
export type { ImportDatasetRequest } from '#harness/workflow/import-dataset.ts';
export type { Imported, ImportRequest as ImportStoreRequest } from '#harness/workflow/store/import-store.ts';
export type { Case, Judged } from '#harness/workflow/judge/judge-run.ts';
export type { Notice, WorkflowEvent } from '#harness/workflow/events.ts';
export type { PreparedRun } from '#harness/workflow/run/prepare-run.ts';
export type { Preview, PreviewRequest } from '#harness/workflow/run/preview-run.ts';
export type { Pruned, PruneRequest } from '#harness/workflow/store/prune-store.ts';
export type { PublishedTo, PublishRequest } from '#harness/workflow/publish/publish-to.ts';
export type { Published } from '#harness/workflow/judge/publish-run.ts';
export type { RemovedRun } from '#harness/workflow/store/remove-run.ts';
export type { CompareRequest, ReportRequest } from '#harness/workflow/judge/report-run.ts';
export type { RunOutcome } from '#harness/workflow/run/run-build.ts';
export type {
  SelfTestCaller,
  SelfTestEvent,
  SelfTestRequest,
  SelfTestResult,
} from '#harness/workflow/lab/self-test-gate.ts';
export type { Waived, WaiveRequest } from '#harness/workflow/waivers/waive-change.ts';
export type { WaiversRequest } from '#harness/workflow/waivers/read-waivers.ts';
export type { SetBaselineRequest } from '#harness/workflow/store/baselines.ts';
export type { HistoryRequest, ShownHistory } from '#harness/workflow/store/show-history.ts';
export type { Verification, VerifiedRecord, VerifyRequest } from '#harness/workflow/judge/verify-run.ts';
export type { BundleVerification, VerifyBundleRequest } from '#harness/workflow/bundle/verify-bundle.ts';
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
