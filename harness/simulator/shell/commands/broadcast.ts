import { NotModelled, type Shell } from '../command.ts';
import { componentOf, intentText } from '../intent.ts';

/** Broadcast after a file was pushed; no app on this handset receives it. */
const MEDIA_SCAN = 'android.intent.action.MEDIA_SCANNER_SCAN_FILE';
/** The same for io.appium.settings, which answers -1 (Activity.RESULT_OK). This handset has no media store. */
const SETTINGS_SCAN = { package: 'io.appium.settings', action: 'io.appium.settings.scan_media' };

/** `am broadcast`, with the intents that the driver sends after it pushes a file. */
export function broadcast(args: readonly string[], shell: Shell): number {
  const value = (flag: string) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
  const action = value('-a');
  const target = value('-n');
  const component = target === undefined ? undefined : componentOf(target);
  const running = shell.device.activities.processes().some(({ name }) => name === SETTINGS_SCAN.package);
  const toSettings =
    component?.package === SETTINGS_SCAN.package && action === SETTINGS_SCAN.action && running;
  if (!toSettings && (action !== MEDIA_SCAN || component !== undefined))
    throw new NotModelled(`am broadcast ${args.join(' ')}`);
  const intent = {
    action,
    data: value('-d'),
    categories: [],
    flags: '0x400000',
    package: undefined,
    component,
  };
  shell.out(`Broadcasting: ${intentText(intent)}\nBroadcast completed: result=${toSettings ? -1 : 0}\n`);

  return 0;
}
