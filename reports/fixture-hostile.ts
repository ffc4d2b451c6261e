/** Test support: a report input whose every free text tries to break out of the format that it is printed in. */
import type { ReportInput } from '#harness/ports.ts';
import { fixtureInput } from './fixture.ts';

export const HOSTILE = `<script>alert(1)</script><img src=x onerror=alert(2)>"'\`{{{x}}}|a|\n# h\n- [l](http://evil.example) @team \u{1B}[31m\u{202E}${'x'.repeat(10_000)}`;

export function hostileInput(): ReportInput {
  const input = passRenamed(fixtureInput('failEncoder', 3));
  const { assessment: together, decision: ofModel } = passRenamed(fixtureInput('failModel', 4));
  const { assessment, decision, run } = input;
  const build = { ...assessment.candidate, label: HOSTILE, version: HOSTILE, bundleId: HOSTILE };
  const devices = assessment.devices.map((device) => ({
    ...device,
    label: HOSTILE,
    model: HOSTILE,
    osVersion: HOSTILE,
  }));
  return {
    baselineRun: null,
    calibrations: [],
    thumbnails: new Map(),
    run: {
      ...run,
      id: HOSTILE,
      devices,
      environment: { harness: HOSTILE, node: HOSTILE, host: HOSTILE, tools: { [HOSTILE]: HOSTILE } },
      launches: run.launches.map((launch) =>
        launch.outcome.kind === 'measured'
          ? {
              ...launch,
              outcome: {
                ...launch.outcome,
                iterations: launch.outcome.iterations.map((iteration) => ({ ...iteration, answer: HOSTILE })),
              },
            }
          : launch,
      ),
    },
    assessment: {
      ...assessment,
      devices,
      looks: together.looks,
      models: together.models.map((model) => ({ ...model, model: HOSTILE })),
      candidate: { ...build, models: [{ name: HOSTILE, sha256: HOSTILE, bytes: 1 }] },
      suite: { ...assessment.suite, title: HOSTILE },
      warnings: [{ code: 'notSteady', message: HOSTILE }],
      productFaults: [
        { deviceId: 'virtual-iphone-13', passId: HOSTILE, arm: 'candidate', code: HOSTILE, message: HOSTILE },
      ],
    },
    decision: {
      ...decision,
      policy: { ...decision.policy, id: HOSTILE },
      reasons: [...decision.reasons, ...ofModel.reasons, ...ofModel.notes].map((reason) =>
        'model' in reason ? { ...reason, model: HOSTILE } : reason,
      ),
      notes: [{ kind: 'incomplete', message: HOSTILE }],
    },
  };
}

/** A pass's name is free text too, and stands in many places. */
function passRenamed(input: ReportInput): ReportInput {
  const renamed = JSON.parse(JSON.stringify(input).replaceAll('"latency"', JSON.stringify(HOSTILE)));
  return { ...renamed, thumbnails: input.thumbnails };
}
