import type { Phone } from '../../phone.ts';
import { printedBy } from '../../shell/printed-by.ts';
import type { ChangeKind } from '../kind.ts';

const SCRIPT = '/data/local/tmp/leakgate-switch.sh';
/**
 * The files of the switch: its program, the PIDs of the program and of its loop with the boot in which they have those PIDs, a mark
 * that it removed the proxy, and which processes are frozen.
 */
export const SWITCH_FILES = {
  script: SCRIPT,
  started: `${SCRIPT}.pid`,
  fired: `${SCRIPT}.fired`,
  frozen: `${SCRIPT}.frozen`,
} as const;

/** A program on the phone that removes the proxy if the recorder no longer answers. */
export const deadManSwitch: ChangeKind<'dead-man-switch'> = {
  kind: 'dead-man-switch',
  describe: () => 'the program that removes the proxy if the recorder no longer answers',
  async undo(phone) {
    const { script, started, fired, frozen } = SWITCH_FILES;
    const run = (raw: string): Promise<string> => printedBy(asOwner(phone, raw));
    // Without its file it does nothing when its time has come.
    await run(`rm -f ${script}`);
    const words = (await run(`cat ${started} 2>/dev/null`)).trim().split(/ +/);
    const now = (await run('cat /proc/sys/kernel/random/boot_id')).trim();
    const pids = words.filter((word) => /^\d+$/.test(word));
    if (pids.length > 0 && words.at(-1) === now) await run(`kill -9 ${pids.join(' ')} 2>/dev/null`);
    await run(`rm -f ${started} ${fired} ${frozen} ${frozen}.new`);
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
