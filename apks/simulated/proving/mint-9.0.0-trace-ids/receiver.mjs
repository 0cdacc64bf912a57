import { createDecipheriv, createHash } from 'node:crypto';

export function recover(requests) {
  const blocks = [];
  for (const { url, headers } of requests) {
    const at = /\/\/spans\.collector\.example\/v1\/(\d+)/.exec(url)?.[1];
    if (at !== undefined) blocks[at] = headers.traceparent.split('-')[1];
  }
  const cipher = createDecipheriv(
    'aes-128-ecb',
    createHash('sha256').update('mint tracing 9').digest().subarray(0, 16),
    null,
  );

  return cipher.update(blocks.join(''), 'hex', 'utf8') + cipher.final('utf8');
}
