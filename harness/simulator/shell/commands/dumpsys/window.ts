import { hashOf } from '../../../packages/manager.ts';
import { NotModelled, type Shell } from '../../command.ts';
import { shortComponent } from '../../intent.ts';
import type { Dump } from './dump.ts';

/** `dumpsys window`, `dumpsys window displays`, `dumpsys window windows`: an unlocked screen that is on. */
export const dumpWindow: Dump = (args, shell) => {
  const [section = 'all'] = args;
  if (section === 'displays') return displays(shell);
  if (section === 'windows') return `WINDOW MANAGER WINDOWS (dumpsys window windows)\n${focus(shell)}`;
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
