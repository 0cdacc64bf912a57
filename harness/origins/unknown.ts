import { Buffer } from 'node:buffer';
import type { OriginRequest, OriginResponse } from '../model/origin.ts';
import { htmlPage, NOTHING_ELSE } from './html.ts';
import { bytesReply, headerOf, textReply } from './reply.ts';

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/**
 * The answer of an unknown server. It is always 2xx, because an SDK keeps a refused event and sends it again in a later case.
 * The body is a page if HTML is accepted, a pixel if an image is, else an empty JSON object.
 */
export function answerUnknown(request: OriginRequest): OriginResponse {
  const { pathname, hostname } = new URL(request.url);
  const accept = headerOf(request, 'accept') ?? '';
  const reads = request.method === 'GET' || request.method === 'HEAD';

  if (reads && accept.includes('text/html'))
    return textReply('unknown', 200, 'text/html; charset=utf-8', htmlPage(hostname, '<p>A page.</p>\n'), [
      ['content-security-policy', NOTHING_ELSE],
      ['referrer-policy', 'no-referrer'],
    ]);
  if (reads && (accept.startsWith('image/') || /\.(gif|png|jpe?g|webp|ico)$/i.test(pathname)))
    return bytesReply('unknown', 200, 'image/gif', PIXEL);

  return textReply('unknown', 200, 'application/json; charset=utf-8', '{}');
}
