import * as z from 'zod';

const labelSchema = z.object({ name: z.string(), value: z.string() });
const attachmentSchema = z.object({ name: z.string(), source: z.string(), type: z.string() });
export type AllureAttachment = z.infer<typeof attachmentSchema>;

/** A test result in Allure 2's format; unknown fields of the reporter are kept. */
export const allureResultSchema = z.looseObject({
  uuid: z.string(),
  name: z.string(),
  status: z.string().optional(),
  stage: z.string().optional(),
  start: z.number().optional(),
  stop: z.number().optional(),
  labels: z.array(labelSchema).default([]),
  attachments: z.array(attachmentSchema).default([]),
  parameters: z.array(z.looseObject({ name: z.string(), value: z.string() })).default([]),
  steps: z.array(z.unknown()).default([]),
});
export type AllureResult = z.infer<typeof allureResultSchema>;
