import { z } from 'zod';
import { UNKNOWN_UID } from './uid.ts';

const base = {
  /** Unique in a journal; sorts by the time of writing. */
  id: z.string().regex(/^[0-9a-z-]+$/),
  at: z.string(),
};
const port = z.number().int().min(1).max(65535);
/** What a setting or property said before; null for one that was not there. */
const before = z.string().nullable();
const path = z.string().startsWith('/');
/** Or `UNKNOWN_UID`. */
const uid = z.number().int().min(UNKNOWN_UID);

/** What was done to a phone, with what it takes to undo it. One kind a row; each is undone in its own way. */
export const changeSchema = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('proxy'),
    host: z.string(),
    port,
    /** The keys that Android spreads a proxy over. */
    before: z.record(z.string(), before),
  }),
  z.object({ ...base, kind: z.literal('tunnel'), devicePort: port, hostPort: port }),
  /** A tmpfs over a folder of the system, filled from `copy` on the phone. */
  z.object({ ...base, kind: z.literal('certificate-mount'), over: path, copy: path }),
  /** A file that was not there. */
  z.object({ ...base, kind: z.literal('file'), path }),
  /** A folder that was not there. */
  z.object({ ...base, kind: z.literal('folder'), path }),
  z.object({
    ...base,
    kind: z.literal('setting'),
    namespace: z.enum(['global', 'secure', 'system']),
    key: z.string(),
    before,
  }),
  z.object({ ...base, kind: z.literal('mobile-data') }),
  z.object({
    ...base,
    kind: z.literal('package'),
    package: z.string(),
    /** The version that was there; null for none. */
    before,
  }),
  /** Chains of ours in the mangle tables, one a watched UID. */
  z.object({ ...base, kind: z.literal('packet-rules'), uids: z.array(uid) }),
  /** Our chain in the nat table: what a UID says to the proxy's port goes to a port of its own. */
  z.object({
    ...base,
    kind: z.literal('uid-redirect'),
    ports: z.array(z.object({ uid, devicePort: port, hostPort: port })),
  }),
  z.object({ ...base, kind: z.literal('property'), name: z.string(), before }),
]);
export type Change = z.infer<typeof changeSchema>;
export type ChangeKindName = Change['kind'];

/** What was changed on a phone and not undone yet; kept in the user's state folder and on the phone. */
export const journalSchema = z.object({
  schema: z.literal('leakgate/journal@1'),
  serial: z.string(),
  /** A simulated handset takes its changes with it when its process ends. */
  simulated: z.boolean().default(false),
  changes: z.array(changeSchema),
});
export type JournalRecord = z.infer<typeof journalSchema>;
