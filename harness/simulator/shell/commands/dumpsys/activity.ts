import type { AppProcess } from '../../../device.ts';
import { nameOfId } from '../../../files/user.ts';
import { hashOf } from '../../../packages/manager.ts';
import { NotModelled } from '../../command.ts';
import { shortComponent } from '../../intent.ts';
import type { Dump } from './dump.ts';

/** The app's only service, which runs in the foreground. Source: io.appium.settings 8.0.9. */
const SETTINGS_SERVICE = {
  package: 'io.appium.settings',
  component: 'io.appium.settings/.ForegroundService',
};

/** `dumpsys activity services|processes|activities` */
export const dumpActivity: Dump = (args, shell) => {
  const [section = '', filter] = args;
  const { activities } = shell.device;
  if (section === 'services')
    return servicesOf(
      filter,
      activities.processes().map(({ name }) => name),
    );
  if (section === 'processes') {
    const lines = activities
      .processes()
      .filter((each) => filter === undefined || each.package === filter)
      .map((each) => processBlock(each, shell.device.rules.dumpsFrozen));
    return `ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)\n  All known processes:\n${lines.join('')}`;
  }
  if (section === 'activities') {
    const { package: name, activity } = activities.focused();
    const record = `ActivityRecord{${hashOf(name)} u0 ${shortComponent(name, activity)} t1}`;
    return `ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)\nDisplay #0 (activities from top to bottom):\n  topResumedActivity=${record}\n  ResumedActivity: ${record}\n`;
  }
  throw new NotModelled(`dumpsys activity ${section}`);
};

/** Source: AOSP 13 ProcessRecord.dump, ProcessCachedOptimizerRecord.dump. */
function processBlock({ pid, uid, name, package: owner, frozen }: AppProcess, dumpsFrozen: boolean): string {
  const user = nameOfId(uid).replace('_', '');
  const freezer = dumpsFrozen
    ? `    isFreezeExempt=false isPendingFreeze=false isFrozen=${frozen === true}\n`
    : '';

  return `  *APP* UID ${uid} ProcessRecord{${hashOf(name)} ${pid}:${name}/${user}}\n    packageList={${owner}}\n    pid=${pid}\n${freezer}`;
}

function servicesOf(filter: string | undefined, running: readonly string[]): string {
  const title = 'ACTIVITY MANAGER SERVICES (dumpsys activity services)\n';
  const matches = filter === undefined || SETTINGS_SERVICE.component.startsWith(filter);
  if (!matches || !running.includes(SETTINGS_SERVICE.package)) return `${title}  (nothing)\n`;

  return `${title}  User 0 active services:
  * ServiceRecord{${hashOf(SETTINGS_SERVICE.component)} u0 ${SETTINGS_SERVICE.component}}
    packageName=${SETTINGS_SERVICE.package}
    processName=${SETTINGS_SERVICE.package}
    isForeground=true foregroundId=1
`;
}
