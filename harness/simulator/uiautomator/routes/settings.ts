import * as z from 'zod';
import { routeWithBody } from '../body.ts';
import type { Command, Route } from '../route.ts';
import { WireError } from '../wire-error.ts';

/** The server's settings. */
export const settingRoutes: readonly Route[] = [
  { method: 'GET', path: '/appium/settings', handle: ({ session }) => Object.fromEntries(session.settings) },
  routeWithBody({
    method: 'POST',
    path: '/appium/settings',
    body: z.object({ settings: z.record(z.string(), z.unknown()) }),
    handle: update,
  }),
];

/** Settings that change nothing here, with the defaults of appium-uiautomator2-server 10.6 (`model/settings`). */
export const defaultSettings: Readonly<Record<string, unknown>> = {
  actionAcknowledgmentTimeout: 3000,
  scrollAcknowledgmentTimeout: 200,
  waitForIdleTimeout: 10_000,
  waitForSelectorTimeout: 10_000,
  keyInjectionDelay: 0,
  normalizeTagNames: false,
  enforceXPath1: false,
  trackScrollEvents: true,
  wakeLockTimeout: 24 * 60 * 60 * 1000,
  shutdownOnPowerDisconnect: true,
  simpleBoundsCalculation: false,
  enableNotificationListener: true,
  ignoreUnimportantViews: false,
  allowInvisibleElements: false,
  enableMultiWindows: false,
  enableTopmostWindowFromActivePackage: false,
  disableIdLocatorAutocompletion: false,
  limitXPathContextScope: true,
  shouldUseCompactResponses: true,
  snapshotMaxDepth: 70,
  currentDisplayId: 0,
};

/** Settings that change what is found or returned; only their default is modelled. */
const fixed = [
  'ignoreUnimportantViews',
  'allowInvisibleElements',
  'enableMultiWindows',
  'disableIdLocatorAutocompletion',
  'shouldUseCompactResponses',
  'currentDisplayId',
];

/** Unknown settings are skipped, as the real server does: some are the driver's. */
function update({ session, device }: Command, { settings }: { settings: Record<string, unknown> }): null {
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(defaultSettings, name)) continue;
    if (fixed.includes(name) && value !== defaultSettings[name]) {
      device.unmodelled.report('route', `setting ${name}=${String(value)}`);
      throw new WireError(
        'unsupported operation',
        `the simulated handset does not support the setting ${name}=${String(value)}`,
      );
    }
    session.settings.set(name, value);
  }

  return null;
}
