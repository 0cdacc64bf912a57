import { hashOf } from '../../../packages/manager.ts';
import { NotModelled, type Shell } from '../../command.ts';
import { shortComponent } from '../../intent.ts';
import type { Dump } from './dump.ts';

/** `dumpsys window`, `dumpsys window displays`, `dumpsys window windows`: an unlocked screen that is on. */
export const dumpWindow: Dump = (args, shell) => {
  const [section = 'all'] = args;
  if (section === 'displays') return displays(shell);
  if (section === 'windows') return windows(shell);
  if (section !== 'all') throw new NotModelled(`dumpsys window ${args.join(' ')}`);

  return `WINDOW MANAGER POLICY STATE (dumpsys window policy)
    mScreenOnEarly=true mScreenOnFully=true
    screenState=SCREEN_STATE_ON
    interactiveState=INTERACTIVE_STATE_AWAKE
    KeyguardServiceDelegate
      showing=false
      inputRestricted=false
      KeyguardStateMonitor
        mIsShowing=false
        mSimSecure=false
        mInputRestricted=false

${displays(shell)}`;
};

/** The window of the app in front, with its flags by name. Source: AOSP WindowState.dump and WindowManager.LayoutParams.toString. */
function windows(shell: Shell): string {
  const { package: name, activity } = shell.device.activities.focused();
  const secure = shell.device.activities.secure() ? 'SECURE ' : '';

  return `WINDOW MANAGER WINDOWS (dumpsys window windows)
  Window #0 Window{${hashOf(`window ${shortComponent(name, activity)}`)} u0 ${name}/${activity}}:
    mDisplayId=0
    mAttrs={(0,0)(fillxfill) sim={adjust=resize} ty=BASE_APPLICATION fmt=TRANSLUCENT wanim=0x1030001
      fl=LAYOUT_IN_SCREEN LAYOUT_INSET_DECOR ${secure}SPLIT_TOUCH HARDWARE_ACCELERATED DRAWS_SYSTEM_BAR_BACKGROUNDS
      pfl=FORCE_DRAW_STATUS_BAR_BACKGROUND}
${focus(shell)}`;
}

function displays(shell: Shell): string {
  return `WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)
  Display: mDisplayId=0
    init=1080x2340 440dpi cur=1080x2340 app=1080x2340
${focus(shell)}`;
}

/** As on Android, `mCurrentFocus` has the title of a window, or the full activity name and `mFocusedApp` the short one. */
function focus(shell: Shell): string {
  const { package: name, activity, window } = shell.device.activities.focused();
  const component = shortComponent(name, activity);
  const title = window ?? `${name}/${activity}`;

  return `  mCurrentFocus=Window{${hashOf(`window ${window ?? component}`)} u0 ${title}}
  mFocusedApp=ActivityRecord{${hashOf(component)} u0 ${component} t1}
`;
}
