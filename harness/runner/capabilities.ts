import { Fault } from '../model/fault.ts';
import type { Capabilities } from '../model/plan.ts';

/**
 * The capabilities that Leakgate sets itself: which phone a session is for, how it is reached, and what makes its evidence
 * trustworthy.
 */
const SET_HERE = [
  'platformName',
  'appium:adbPort',
  'appium:app',
  'appium:appActivity',
  'appium:appPackage',
  'appium:automationName',
  'appium:autoLaunch',
  'appium:browserName',
  'appium:deviceName',
  'appium:fullReset',
  'appium:mjpegServerPort',
  'appium:newCommandTimeout',
  'appium:noReset',
  'appium:remoteAdbHost',
  'appium:suppressKillServer',
  'appium:systemPort',
  'appium:udid',
];

/** The values of `--capability NAME=VALUE`. `appium:` may be left out. A value is JSON, or else text. @throws {Fault} */
export function parseCapabilities(texts: readonly string[]): Capabilities {
  return Object.fromEntries(texts.map(parseCapability));
}

function parseCapability(text: string): [string, Capabilities[string]] {
  const at = text.indexOf('=');
  const given = text.slice(0, Math.max(0, at));
  if (!/^(?:appium:)?[A-Za-z]\w*$/.test(given))
    throw new Fault(`--capability ${text}: the value is not NAME=VALUE`, {
      fix: 'for example: --capability adbExecTimeout=120000',
    });
  const isStandard = given === 'platformName' || given === 'browserName';
  const name = given.startsWith('appium:') || isStandard ? given : `appium:${given}`;
  if (SET_HERE.includes(name) || isStandard)
    throw new Fault(`--capability ${text}: Leakgate sets the capability ${name} itself`, {
      fix: 'leave it out',
    });

  return [name, valueOf(text.slice(at + 1))];
}

function valueOf(text: string): Capabilities[string] {
  try {
    const value: unknown = JSON.parse(text);
    if (['number', 'boolean', 'string'].includes(typeof value)) return value as Capabilities[string];
  } catch {
    // Not JSON, so it is text.
  }

  return text;
}
