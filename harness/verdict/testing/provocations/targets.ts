import { combine, changeStep, unrooted, withEvent, withExchange, withHandset } from '../changes.ts';
import { exchange, VISIT } from '../evidence.ts';
import { accepted } from './pieces.ts';
import type { Provocation } from './provocation.ts';

/** Recipients that hide something. */
export const targetsProvocations: Provocation[] = [
  ['dns-unseen', 'a phone without root', unrooted, 'clean'],
  [
    'dns-unseen',
    'a real, rooted phone',
    combine(withHandset({ simulated: false, speed: 1 }), changeStep('window', { speed: 1 })),
    'clean',
  ],
  [
    'dns-over-https',
    'DNS over HTTPS, by path',
    withExchange(
      exchange({ url: 'https://dns.test/dns-query?dns=AAAB', method: 'GET', responder: 'unknown' }),
    ),
    'clean',
  ],
  [
    'dns-over-https',
    'DNS over HTTPS, by media type',
    withExchange(
      exchange({
        url: 'https://dns.test/r',
        method: 'GET',
        responder: 'unknown',
        headers: [['Accept', 'application/dns-message']],
      }),
    ),
    'clean',
  ],
  [
    'suspect-lookup',
    'the host of a visit, sent to a resolver',
    withExchange(
      exchange({
        url: `https://dns.test/resolve?name=${new URL(VISIT).hostname}`,
        method: 'GET',
        responder: 'unknown',
        headers: [['Accept', 'application/dns-json']],
      }),
    ),
    'suspect',
  ],
  [
    'ip-literal-target',
    'an IP address without a name',
    withExchange(exchange({ url: 'https://203.0.113.9/x', method: 'GET', responder: 'unknown' })),
    'clean',
  ],
  ['no-server-name', 'a TLS hello without a server name', withEvent({ ...accepted, sni: null }), 'clean'],
  [
    'code-fetched',
    'downloaded code',
    withExchange(exchange({ url: 'https://cdn.test/plugin-7.dex', method: 'GET', responder: 'unknown' })),
    'clean',
  ],
];
