import * as z from 'zod';

/** A value that identifies the handset's owner, as read from the handset. */
export const identityValueSchema = z.strictObject({
  /** `android_id`, `advertising_id`, `serial`, `imei`, `mac`, `account`, `uuid` ... */
  name: z.string(),
  value: z.string(),
  /** Where it was read: `settings get secure android_id`. */
  source: z.string(),
});
export type IdentityValue = z.infer<typeof identityValueSchema>;

/** `cases/<id>/identity.json`. */
export const identitySchema = z.object({
  schema: z.literal('leakgate/identity@1'),
  values: z.array(identityValueSchema),
});
export type Identity = z.infer<typeof identitySchema>;
