import { VENDOR_UIDS } from '../../../model/uid.ts';
import { combine, type EvidenceChange, unrooted, withEvent, withExchange, withFacts } from '../changes.ts';
import { at, exchange, KEYBOARD } from '../evidence.ts';
import { accepted, HOST, opaque, otherAppAttribution, refused } from './pieces.ts';
import type { Provocation } from './provocation.ts';

/** Apps under the vendor's signature have a redirect. */
const withVendorApps: EvidenceChange = (evidence) =>
  withFacts({
    apps: [
      ...evidence.facts.apps,
      { uid: VENDOR_UIDS, package: "apps under the vendor's signature", role: 'other' },
    ],
  })(evidence);

/** The same case of a family that no table knows. */
const ofUnlistedFamily: EvidenceChange = (evidence) => {
  const { id, release } = evidence.facts;
  const renamed = (name: string) => name.replace(`${release.family}@`, 'unlisted@');

  return {
    ...withFacts({ id: renamed(id), release: { ...release, family: 'unlisted' } })(evidence),
    ledger: evidence.ledger.map((entry) => ({ ...entry, case: renamed(entry.case) })),
  };
};

/** Refused handshakes, and dropped preconnects. */
export const tlsProvocations: Provocation[] = [
  ['tls-refused', 'refused', withEvent(refused), 'inconclusive'],
  [
    'nothing-found',
    'refused by the web engine, then accepted',
    combine(withEvent(refused), withEvent(accepted)),
    'clean',
  ],
  [
    'tls-refused',
    'refused by a client that is no web engine, then accepted by one with its JA4',
    combine(withEvent({ ...refused, ja4: 'j' }), withEvent({ ...accepted, ja4: 'j' })),
    'inconclusive',
  ],
  [
    'tls-refused',
    'refused with a TLS alert by the web engine, then accepted',
    combine(withEvent({ ...refused, cause: 'cert-rejected' }), withEvent(accepted)),
    'inconclusive',
  ],
  [
    'tls-refused',
    'refused, then accepted by another client',
    combine(withEvent(refused), withEvent({ ...accepted, ja4: 'k' })),
    'inconclusive',
  ],
  [
    'tls-refused',
    'refused, then accepted by another app with the same stack',
    combine(withEvent(refused), withEvent({ ...accepted, uid: 10_200 })),
    'inconclusive',
  ],
  [
    'tls-refused',
    'refused after it was accepted',
    combine(withEvent(refused), withEvent({ ...accepted, at: at(29) })),
    'inconclusive',
  ],
  ['tls-refused', 'refused without a name', withEvent({ ...refused, sni: null }), 'inconclusive'],
  [
    'tls-refused',
    'refused and accepted by unknown senders',
    combine(
      unrooted,
      withEvent({ ...refused, attribution: 'unknown', uid: undefined }),
      withEvent({ ...accepted, attribution: 'unknown', uid: undefined }),
    ),
    'inconclusive',
  ],
  [
    'other-app-unread',
    'refused by another app before the first visit',
    withEvent({ ...refused, ...otherAppAttribution, at: at(7) }),
    'clean',
  ],
  [
    'delegated-unread',
    'a known collector refused by another app',
    withEvent({ ...refused, ...otherAppAttribution }),
    'inconclusive',
  ],
  [
    'delegated-unread',
    'a known collector refused by an unwatched app',
    withEvent({ ...refused, attribution: 'unknown', uid: undefined }),
    'inconclusive',
  ],
  [
    'delegated-possible',
    'an unknown host refused by an unwatched app',
    withEvent({ ...refused, sni: 'push.test', attribution: 'unknown', uid: undefined }),
    'clean',
  ],
  [
    'delegated-unread',
    'an opaque upload of another app to a known collector',
    opaque({ url: `https://${HOST}/upload`, uid: KEYBOARD }),
    'inconclusive',
  ],
  [
    'delegated-unread',
    'an upload of another app to a known collector that was not recorded whole',
    withExchange(
      exchange({
        url: `https://${HOST}/upload`,
        uid: KEYBOARD,
        lost: [{ part: 'request.body', bytes: 9, why: 'a test' }],
      }),
    ),
    'inconclusive',
  ],
  [
    'delegated-unread',
    "a known collector refused by an app under the vendor's signature",
    combine(withVendorApps, withEvent({ ...refused, attribution: 'uid', uid: VENDOR_UIDS })),
    'inconclusive',
  ],
  [
    'delegated-unread',
    "a collector of the vendor refused by an app without the vendor's signature",
    combine(withVendorApps, withEvent({ ...refused, attribution: 'unknown', uid: undefined })),
    'inconclusive',
  ],
  [
    'delegated-possible',
    "another company's collector refused by an app without the vendor's signature",
    combine(
      withVendorApps,
      withEvent({ ...refused, sni: 'app-measurement.com', attribution: 'unknown', uid: undefined }),
    ),
    'clean',
  ],
  [
    'delegated-possible',
    "a third party's collector refused by an unrelated app, for a browser whose vendor is unknown",
    combine(
      withVendorApps,
      ofUnlistedFamily,
      withEvent({ ...refused, sni: 'app-measurement.com', attribution: 'unknown', uid: undefined }),
    ),
    'clean',
  ],
  ['delegated-possible', 'an opaque upload of another app', opaque({ uid: KEYBOARD }), 'clean'],
];
