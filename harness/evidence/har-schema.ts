import { z } from 'zod';

const pairs = z
  .array(z.object({ name: z.string(), value: z.coerce.string().optional() }))
  .nullish()
  .transform((list) => list ?? []);

/**
 * What Leakgate needs of a HAR entry, read tolerantly: only a method and a URL must be there. Known writers: Chrome,
 * Firefox, mitmproxy, HTTP Toolkit, tweasel (mitmproxy), and Leakgate itself.
 */
export const harEntrySchema = z.looseObject({
  startedDateTime: z.string().catch(''),
  request: z.looseObject({
    method: z.string(),
    url: z.string(),
    headers: pairs,
    cookies: pairs,
    postData: z
      .looseObject({
        mimeType: z.string().catch(''),
        text: z.string().nullish(),
        params: pairs,
        encoding: z.string().nullish(),
        _encoding: z.string().nullish(),
      })
      .nullish(),
    /** HTTP Toolkit's place for a body that is not text. */
    _content: z.looseObject({ text: z.string().nullish(), encoding: z.string().nullish() }).nullish(),
    _trailers: pairs,
  }),
  response: z.looseObject({ status: z.number().catch(0) }).nullish(),
  _webSocketMessages: z
    .array(
      z.looseObject({
        type: z.string(),
        opcode: z.number().catch(1),
        data: z.string().catch(''),
      }),
    )
    .nullish(),
  _leakgate: z
    .looseObject({
      responder: z.string().optional(),
      standInEngine: z.boolean().optional(),
      otherApp: z.string().optional(),
      aborted: z.string().optional(),
    })
    .nullish(),
});
export type ReadEntry = z.infer<typeof harEntrySchema>;
