import { dataRefusal } from '../../system/miui.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';

export const svcCommands: readonly Command[] = [{ names: ['svc'], run: svc }];

/** `svc data enable|disable`, `svc power stayon ...`. Wi-Fi is the handset's only network and cannot be disabled. */
function svc(args: readonly string[], shell: Shell): number {
  const [service = '', verb = ''] = args;
  const { settings } = shell.device;
  if (service === 'data' && ['enable', 'disable'].includes(verb)) {
    const refusal = dataRefusal(shell.device, shell.user.uid);
    if (refusal !== undefined) {
      shell.err(refusal);
      return 255;
    }
    // On a phone for several SIMs, the setting of the SIM for data (AOSP PhoneInterfaceManager, GlobalSettingsHelper).
    const subscription = settings.get('global', 'multi_sim_data_call') ?? '';
    settings.put('global', `mobile_data${subscription}`, verb === 'enable' ? '1' : '0');
  } else if (service === 'wifi' && verb === 'enable') settings.put('global', 'wifi_on', '1');
  else if (service === 'power' && verb === 'stayon')
    settings.put('global', 'stay_on_while_plugged_in', args[2] === 'false' ? '0' : '7');
  else throw new NotModelled(`svc ${args.join(' ')}`);

  return 0;
}
