import type { Change, ChangeKindName } from '../../model/journal.ts';
import type { Phone } from '../phone.ts';
import { certificateBinds } from './changes/certificate-binds.ts';
import { certificateMount } from './changes/certificate-mount.ts';
import { deadManSwitch } from './changes/dead-man-switch.ts';
import { directTraffic } from './changes/direct-traffic.ts';
import { dozeException } from './changes/doze-exception.ts';
import { file } from './changes/file.ts';
import { folder } from './changes/folder.ts';
import { mobileData } from './changes/mobile-data.ts';
import { notifications } from './changes/notifications.ts';
import { packageChange } from './changes/package.ts';
import { packetRules } from './changes/packet-rules.ts';
import { property } from './changes/property.ts';
import { proxy } from './changes/proxy.ts';
import { setting } from './changes/setting.ts';
import { tunnel } from './changes/tunnel.ts';
import { uidRedirect } from './changes/uid-redirect.ts';
import type { ChangeKind } from './kind.ts';

const KINDS: { readonly [K in ChangeKindName]: ChangeKind<K> } = {
  proxy,
  tunnel,
  'certificate-mount': certificateMount,
  'certificate-binds': certificateBinds,
  file,
  folder,
  setting,
  'mobile-data': mobileData,
  notifications,
  package: packageChange,
  'packet-rules': packetRules,
  'uid-redirect': uidRedirect,
  'direct-traffic': directTraffic,
  property,
  'doze-exception': dozeException,
  'dead-man-switch': deadManSwitch,
};

/** Describes a change in a few words. */
export function describeChange(change: Change): string {
  return kindOf(change).describe(change);
}

/** Undoes a change and throws if anything of it is left on the phone. */
export async function undoChange(phone: Phone, change: Change): Promise<void> {
  const kind = kindOf(change);
  await kind.undo(phone, change);
  const left = await kind.verify(phone, change);
  if (left !== undefined) throw new Error(left);
}

function kindOf(change: Change): ChangeKind<ChangeKindName> {
  // The table maps each name to the kind for exactly that change, which the type of a lookup cannot express.
  return KINDS[change.kind] as unknown as ChangeKind<ChangeKindName>;
}
