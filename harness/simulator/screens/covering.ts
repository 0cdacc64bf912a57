import type { Chaos, ChaosFault } from '../chaos.ts';
import { appArea, wholeScreen } from './metrics.ts';
import { view } from './node.ts';
import type { Screen } from './screen.ts';

/** A window that another package shows over the app in front. */
export interface CoveringWindow {
  package: string;
  activity: string;
  screen: Screen;
}

interface Look {
  fault: ChaosFault;
  package: string;
  activity: string;
  text: string;
}

/** Source of packages: AOSP AppErrors.java, AppNotRespondingDialog.java; KeyguardService is part of SystemUI. */
const LOOKS: readonly Look[] = [
  {
    fault: 'lock',
    package: 'com.android.systemui',
    activity: 'com.android.systemui.keyguard',
    text: 'Swipe up to unlock',
  },
  { fault: 'anr', package: 'android', activity: 'Application Not Responding', text: "isn't responding" },
  {
    fault: 'dialog',
    package: 'com.android.systemui',
    activity: 'android.app.AlertDialog',
    text: 'Battery is low',
  },
];

/** Tells which window of the system covers the screen at a moment. Screens keep their serial number while they are shown. */
export function createCovering(chaos: Chaos, nextSerial: () => number): () => CoveringWindow | undefined {
  let shown: { look: Look; window: CoveringWindow } | undefined;

  return () => {
    const look = LOOKS.find(({ fault }) => chaos.has(fault));
    if (!look) shown = undefined;
    else if (shown?.look !== look) shown = { look, window: windowOf(look, nextSerial()) };

    return shown?.window;
  };
}

function windowOf(look: Look, serial: number): CoveringWindow {
  const label = view({
    key: 'covering-text',
    package: look.package,
    class: 'android.widget.TextView',
    id: 'android:id/alertTitle',
    text: look.text,
    bounds: appArea,
  });

  return {
    package: look.package,
    activity: look.activity,
    screen: {
      serial,
      back: () => {},
      build: () =>
        view({
          key: 'window',
          package: look.package,
          class: 'android.widget.FrameLayout',
          bounds: wholeScreen,
          children: [label],
        }),
    },
  };
}
