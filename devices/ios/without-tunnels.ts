/**
 * Lets the driver's client for device services load where its native addon for making tunnels cannot: the addon's
 * binary needs a newer C library than Debian 12 has, or else a compiler at installation. Tunnels are made by whoever
 * sets the phone up, in a process of its own; here they are only used, so the addon has nothing to do.
 */
import { registerHooks } from 'node:module';

const ADDON = 'appium-ios-tuntap';
const ABSENT = `
const refuse = () => { throw new Error('This process uses tunnels and makes none.'); };
export { refuse as connectToTunnelLockdown, refuse as connectToTunnelPsk };
`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === ADDON
      ? { url: `data:text/javascript,${encodeURIComponent(ABSENT)}`, shortCircuit: true }
      : next(specifier, context),
});
