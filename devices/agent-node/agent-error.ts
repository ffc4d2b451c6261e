/** Why the app gives up; it becomes the error event, the last line of the events file. */
export class AgentError extends Error {
  readonly code: AgentErrorCode;

  constructor(code: AgentErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AgentError';
    this.code = code;
  }
}

export type AgentErrorCode =
  | 'PLAN_INVALID'
  | 'MODEL_NOT_FOUND'
  | 'MODEL_INVALID'
  | 'DATA_MISSING'
  | 'DATA_INVALID'
  | 'DEADLINE'
  | 'OUT_OF_MEMORY'
  | 'STORAGE_FULL'
  | 'INTERNAL';
