import type { Screen } from './screen.ts';
import { appArea, wholeScreen } from './metrics.ts';
import { view } from './node.ts';

export const launcherPackage = 'com.miui.home';
export const launcherActivity = 'com.miui.home.launcher.Launcher';

/** The home screen of the handset, shown if no app is in front. Apps are started with `am`, not from here. */
export function launcherScreen(serial: number): Screen {
  const workspace = view({
    key: 'workspace',
    package: launcherPackage,
    class: 'android.view.ViewGroup',
    id: `${launcherPackage}:id/workspace`,
    desc: 'Home screen 1',
    bounds: appArea,
  });

  return {
    serial,
    back: () => {},
    build: () =>
      view({
        key: 'window',
        package: launcherPackage,
        class: 'android.widget.FrameLayout',
        bounds: wholeScreen,
        children: [workspace],
      }),
  };
}
