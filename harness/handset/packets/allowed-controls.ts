import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal } from '../journal/journal.ts';
import { isDozeException } from '../journal/changes/doze-exception.ts';
import type { Phone } from '../phone.ts';
import { type Control, sendControls } from './controls.ts';

/** Real milliseconds in which a change of the exceptions reaches the phone's firewall. */
const EFFECT_MS = 300;
const ATTEMPTS = 3;

/**
 * Sends control packets. Where the phone's firewall drops those of an app, sends them again while the app is an exception from power
 * saving, which the firewall of apps in the background exempts (AOSP NetworkPolicyManagerService.java).
 */
export async function sendAllowed(
  phone: Phone,
  journal: Journal,
  senders: readonly number[],
  packages: ReadonlyMap<number, string> = new Map(),
): Promise<Control[]> {
  const controls = await sendControls(phone, senders);
  const dropped = senders.filter((uid) => controls.some((control) => isDropped(control, uid)));
  for (const uid of dropped) {
    const name = packages.get(uid);
    if (name === undefined || (await isDozeException(phone, name)) !== false) continue;
    const change = await journal.make('doze-exception', { package: name }, async () => {
      await phone.shell(['dumpsys', 'deviceidle', 'whitelist', `+${name}`]);
    });
    try {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        await sleep(EFFECT_MS);
        const again = await sendControls(phone, [uid]);
        controls.push(...again);
        if (!again.some((control) => isDropped(control, uid))) break;
      }
    } finally {
      await journal.undo(change);
    }
  }

  return controls;
}

/** Whether the phone blocks the network of this UID. Only IPv4 tells: rules of the harness may refuse all of IPv6. */
function isDropped(control: Control, uid: number): boolean {
  return control.uid === uid && control.family === 'ipv4' && control.outcome === 'dropped';
}
