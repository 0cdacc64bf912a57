import * as z from 'zod';
import { LOOPBACK_UIDS, VENDOR_UIDS } from './uid.ts';

const base = {
  /** Unique in a journal; sorts by time of writing. */
  id: z.string().regex(/^[0-9a-z-]+$/),
  at: z.string(),
};
const port = z.number().int().min(1).max(65535);
/** The previous value of a setting or property; null where it was not set. */
const before = z.string().nullable();
const path = z.string().startsWith('/');
/** A UID, `UNKNOWN_UID` or `VENDOR_UIDS`. */
const uid = z.number().int().min(VENDOR_UIDS);

/** A change to a phone with what is needed to undo it; each kind is undone in its own way. */
export const changeSchema = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('proxy'),
    host: z.string(),
    port,
    /** The settings keys over which Android spreads a proxy. */
    before: z.record(z.string(), before),
  }),
  z.object({ ...base, kind: z.literal('tunnel'), devicePort: port, hostPort: port }),
  /** A tmpfs mounted over a system folder and filled from `copy` on the phone. */
  z.object({ ...base, kind: z.literal('certificate-mount'), over: path, copy: path }),
  /** A copy of the certificate store, on the file system `device`, bound over `folder` in namespaces of processes. */
  z.object({
    ...base,
    kind: z.literal('certificate-binds'),
    folder: path,
    /** As in /proc/PID/mountinfo: `major:minor`. */
    device: z.string().regex(/^\d+:\d+$/),
    /** `/proc/sys/kernel/random/boot_id` when they were made. */
    bootId: z.string(),
  }),
  /** A file that did not exist before. */
  z.object({ ...base, kind: z.literal('file'), path }),
  /** A folder that did not exist before. */
  z.object({ ...base, kind: z.literal('folder'), path }),
  z.object({
    ...base,
    kind: z.literal('setting'),
    namespace: z.enum(['global', 'secure', 'system']),
    key: z.string(),
    before,
  }),
  z.object({
    ...base,
    kind: z.literal('mobile-data'),
    /** The setting of each SIM; journals of older versions lack it. */
    before: z.record(z.string(), z.string()).optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('package'),
    package: z.string(),
    /** The version that was installed before; null for none. */
    before,
    /** The earlier version is part of the system image: uninstalling the new one brings it back. */
    preinstalled: z.boolean().optional(),
  }),
  /** A package's permission to show notifications; `flags` as in `dumpsys package`. */
  z.object({
    ...base,
    kind: z.literal('notifications'),
    package: z.string(),
    before: z.object({ granted: z.boolean(), flags: z.array(z.string()) }),
  }),
  /** The harness's chains in the mangle tables, one for each watched UID. */
  z.object({ ...base, kind: z.literal('packet-rules'), uids: z.array(z.number().int().min(LOOPBACK_UIDS)) }),
  /** The harness's chain in the nat table, which redirects each UID's proxy traffic to a port of its own. */
  z.object({
    ...base,
    kind: z.literal('uid-redirect'),
    ports: z.array(z.object({ uid, devicePort: port, hostPort: port })),
  }),
  /** The harness's chains for what apps send without the proxy: in the nat table, and in the filter tables. */
  z.object({
    ...base,
    kind: z.literal('direct-traffic'),
    tunnels: z.array(z.object({ uid, devicePort: port, hostPort: port })),
  }),
  z.object({ ...base, kind: z.literal('property'), name: z.string(), before }),
  /** An app that is an exception from power saving while its packets are tested. */
  z.object({ ...base, kind: z.literal('doze-exception'), package: z.string() }),
  /** A program on the phone that removes the proxy if the recorder no longer answers. */
  z.object({ ...base, kind: z.literal('dead-man-switch') }),
]);
export type Change = z.infer<typeof changeSchema>;
export type ChangeKindName = Change['kind'];

/** Changes to a phone that are not undone yet; stored in the user's state folder and on the phone. */
export const journalSchema = z.object({
  schema: z.literal('leakgate/journal@1'),
  serial: z.string(),
  /** The changes of a simulated handset vanish when its process ends. */
  simulated: z.boolean().default(false),
  changes: z.array(changeSchema),
});
export type JournalRecord = z.infer<typeof journalSchema>;
