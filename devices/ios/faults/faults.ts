import { AppHostError, type HostFault } from '#devices/agent/app-host.ts';
import { type AppiumFaultCode, FAULT_CODES } from './fault-codes.ts';
import { FAULT_RULES } from './fault-rules.ts';

/** A failed command in the terms of the harness. */
export type AppiumFault = HostFault & { readonly code: AppiumFaultCode };

/** What the harness itself finds wrong with a phone. */
export function phoneFault(code: AppiumFaultCode, message: string): AppHostError {
  return new AppHostError({ ...faultOf(code), message });
}

/** The error of a failed command. */
export function phoneError(error: unknown): AppHostError {
  return new AppHostError(classifyError(error), error);
}

/** Says what an error of WebdriverIO means; its name is the W3C error code, its message quotes the driver's. */
export function classifyError(error: unknown): AppiumFault {
  const name = error instanceof Error ? error.name : '';
  const message = withoutWrapping(error instanceof Error ? error.message : String(error));
  const rule =
    FAULT_RULES.find(({ errors }) => errors?.includes(name) === true) ??
    FAULT_RULES.find(({ matches }) => matches(message));
  return { ...faultOf(rule?.code ?? 'APPIUM_ERROR'), message };
}

function faultOf(code: AppiumFaultCode): Omit<AppiumFault, 'message'> {
  return { code, ...FAULT_CODES[code] };
}

/** Drops what WebdriverIO adds to the driver's own sentence. */
function withoutWrapping(message: string): string {
  return message.replace(/^WebDriverError: /, '').replace(/ when running "[^"]+" with method "[A-Z]+"[\s\S]*$/, '');
}
