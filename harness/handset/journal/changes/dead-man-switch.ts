import type { Phone } from '../../phone.ts';
import { printedBy } from '../../shell/printed-by.ts';
import type { ChangeKind } from '../kind.ts';

const SCRIPT = '/data/local/tmp/leakgate-switch.sh';
/**
 * The files of the switch: its program, its PID with the boot in which it has that PID, and a mark that it removed the proxy.
 */
export const SWITCH_FILES = {
  script: SCRIPT,
  started: `${SCRIPT}.pid`,
  fired: `${SCRIPT}.fired`,
} as const;

/** A program on the phone that removes the proxy if the recorder no longer answers. */
export const deadManSwitch: ChangeKind<'dead-man-switch'> = {
  kind: 'dead-man-switch',
  describe: () => 'the program that removes the proxy if the recorder no longer answers',
  async undo(phone) {
    const { script, started, fired } = SWITCH_FILES;
    const run = (raw: string): Promise<string> => printedBy(asOwner(phone, raw));
    // Without its file it does nothing when its time has come.
    await run(`rm -f ${script}`);
    const [pid = '', boot = ''] = (await run(`cat ${started} 2>/dev/null`)).trim().split(' ');
    const now = (await run('cat /proc/sys/kernel/random/boot_id')).trim();
    if (/^\d+$/.test(pid) && boot === now) await run(`kill -9 ${pid} 2>/dev/null`);
    await run(`rm -f ${started} ${fired}`);
  },
  async verify(phone) {
    for (const path of Object.values(SWITCH_FILES))
      if (await phone.exists(path)) return `${path} still exists`;

    return undefined;
  },
};

function asOwner(phone: Phone, raw: string): Promise<string> {
  return phone.root ? phone.asRoot({ raw }) : phone.shell({ raw });
}
