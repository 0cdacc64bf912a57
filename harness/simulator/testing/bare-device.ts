import type { Responder } from '../../model/origin.ts';
import { type BareDevice, type BareDeviceOptions, createBareDevice as create } from '../bare-device.ts';
import { createSinkAuthority, type SinkAuthority } from '../net/certificates.ts';

export type { BareDevice } from '../bare-device.ts';

/** One for all bare devices of a process: its key takes longer to generate than most tests take to run. */
let authority: SinkAuthority | undefined;

/** A bare device for a test, which answers requests with {@link echo} unless told otherwise. */
export async function createBareDevice(options: Partial<BareDeviceOptions> = {}): Promise<BareDevice> {
  return await create({
    respond: echo,
    speed: 20,
    ...options,
    authority: options.authority ?? sharedAuthority(),
  });
}

/** The certificate authority of every bare device of this process that has none of its own. */
export function sharedAuthority(): SinkAuthority {
  return (authority ??= createSinkAuthority());
}

/** Answers with what it was asked, as JSON. */
export const echo: Responder = (request) => ({
  status: 200,
  headers: [['content-type', 'application/json']],
  body: Buffer.from(
    JSON.stringify({
      method: request.method,
      url: request.url,
      body: Buffer.from(request.body).toString('latin1'),
    }),
  ),
  responder: 'echo',
});
