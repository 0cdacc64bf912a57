import { webViewSize } from '../app.ts';
import type { Rect } from './node.ts';

/** The screen of the simulated handset, a Redmi Note 8: 1080 x 2340 pixels at 440 dpi. All rectangles are in handset pixels. */
export const screenSize = { width: 1080, height: 2340 } as const;

/** Pixels per density-independent pixel; Android's `density`. */
export const density = webViewSize.density;

/** Dots per inch, as `wm density` prints. */
export const densityDpi = 440;

export const statusBarHeight = 80;

export const wholeScreen: Rect = { left: 0, top: 0, right: screenSize.width, bottom: screenSize.height };

/** The area of apps: the screen without the status bar. */
export const appArea: Rect = { ...wholeScreen, top: statusBarHeight };

export const topBar: Rect = { left: 0, top: statusBarHeight, right: screenSize.width, bottom: 240 };

export const webArea: Rect = {
  left: 0,
  top: topBar.bottom,
  right: webViewSize.width,
  bottom: topBar.bottom + webViewSize.height,
};

export const bottomBar: Rect = { ...wholeScreen, top: webArea.bottom };
