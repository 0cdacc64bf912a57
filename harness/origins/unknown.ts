import { Buffer } from 'node:buffer';
import type { OriginRequest, OriginResponse } from '../model/origin.ts';
import { htmlPage, LOAD_NOTHING_POLICY } from './html.ts';
import { bytesReply, headerOf, textReply } from './reply.ts';

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/**
 * The response of a server that is in no table. Its status is always 200, because an SDK keeps a refused event and sends it
 * again in a later case. The body is a page if HTML is accepted, a pixel if an image is accepted, otherwise an empty JSON
 * object.
 */
export function answerUnknown(request: OriginRequest): OriginResponse {
  const { pathname, hostname } = new URL(request.url);
  const accept = headerOf(request, 'accept') ?? '';
  const isRead = request.method === 'GET' || request.method === 'HEAD';

  if (isRead && accept.includes('text/html'))
    return textReply('unknown', 200, 'text/html; charset=utf-8', htmlPage(hostname, '<p>A page.</p>\n'), [
      ['content-security-policy', LOAD_NOTHING_POLICY],
      ['referrer-policy', 'no-referrer'],
    ]);
  if (isRead && (accept.startsWith('image/') || /\.(gif|png|jpe?g|webp|ico)$/i.test(pathname)))
    return bytesReply('unknown', 200, 'image/gif', PIXEL);

  return textReply('unknown', 200, 'application/json; charset=utf-8', '{}');
}
