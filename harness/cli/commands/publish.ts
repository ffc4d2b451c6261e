import type { Command } from 'commander';
import type { Program } from '#harness/cli/program.ts';
import { addGitHub } from '#harness/cli/publish/github.ts';
import { addGitLab } from '#harness/cli/publish/gitlab.ts';
import { addWebhook } from '#harness/cli/publish/webhook.ts';

export function addPublish(command: Command, program: Program): void {
  addGitHub(command, program);
  addGitLab(command, program);
  addWebhook(command, program);
}
