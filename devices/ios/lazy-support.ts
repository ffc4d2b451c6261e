/**
 * Lets the driver's client for device services load without Appium's library of helpers, which takes most of the time. A
 * program that reads files of a phone needs one function of it; the others are loaded when they are used. Nothing is logged:
 * whoever starts such a program reads its answers.
 */
import { registerHooks } from 'node:module';
import { deviceLibrary } from './device-library.ts';

const HELPERS = '@appium/support';
const LAZY = `
import { createRequire } from 'node:module';
const load = createRequire(${JSON.stringify(deviceLibrary())});
const lazy = (name, own = {}) => new Proxy(own, { get: (_, key) => own[key] ?? load('${HELPERS}')[name][key] });
const isPlainObject = (value) =>
  value !== null && typeof value === 'object' && [null, Object.prototype].includes(Object.getPrototypeOf(value));
export const logger = { getLogger: () => new Proxy({}, { get: () => () => {} }) };
export const [fs, plist, timing] = ['fs', 'plist', 'timing'].map((name) => lazy(name));
export const util = lazy('util', { isPlainObject });
`;

registerHooks({
  // The client imports it; what is used of it is required.
  resolve: (specifier, context, next) =>
    specifier === HELPERS && context.conditions.includes('import')
      ? { url: `data:text/javascript,${encodeURIComponent(LAZY)}`, shortCircuit: true }
      : next(specifier, context),
});
