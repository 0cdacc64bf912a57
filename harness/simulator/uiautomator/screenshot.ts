import type { Command } from './route.ts';
import { WireError } from './wire-error.ts';

/** PNG of the screen. Throws the server's error if the window in front is secure. */
export async function screenshotOf({ display, device }: Command): Promise<Buffer> {
  if (display.secure() && device.rules.secureWindowImage === 'none')
    throw new WireError(
      'unable to capture screen',
      "Failed to capture a screenshot. Does the current view have 'secure' flag set?",
    );

  return display.screenshot();
}
