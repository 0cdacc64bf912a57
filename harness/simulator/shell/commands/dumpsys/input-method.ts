import { NotModelled } from '../../command.ts';
import type { Dump } from './dump.ts';

/** The current keyboard and whether it is shown; on this handset it never is. Source: AOSP 13 InputMethodManagerService.dumpAsProtoNoCheck. */
export const dumpInputMethod: Dump = (args, shell) => {
  if (args.length > 0) throw new NotModelled(`dumpsys input_method ${args.join(' ')}`);
  const id = shell.device.settings.get('secure', 'default_input_method') ?? 'null';

  return `Current Input Method Manager state:
  mCurMethodId=${id}
  mCurId=${id} mHaveConnection=true mBoundToMethod=true mVisibleBound=false
  mInputShown=false
  mIsInputViewShown=false
`;
};
