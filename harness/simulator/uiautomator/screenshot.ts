import type { Command } from './route.ts';
import { WireError } from './wire-error.ts';

/** Since this version, UiAutomation returns a black image for a secure window; before, it returned none. */
const BLACK_SINCE_ANDROID = 12;

/** PNG of the screen. Throws the server's error if the window in front is secure. */
export async function screenshotOf({ display, device }: Command): Promise<Buffer> {
  if (display.secure() && device.options.android < BLACK_SINCE_ANDROID)
    throw new WireError(
      'unable to capture screen',
      "Failed to capture a screenshot. Does the current view have 'secure' flag set?",
    );

  return display.screenshot();
}
