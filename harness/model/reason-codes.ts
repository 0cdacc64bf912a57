// Generated from harness/verdict/data/reasons.yaml by npm run reasons. Do not edit.
/* oxlint-disable max-lines */

/** The code of every reason, in the order of the table. */
export const REASON_CODES = [
  'history-leak',
  'suspect-partial',
  'suspect-other-app',
  'leak-unproven',
  'late-leak',
  'suspect-unattributed',
  'suspect-address',
  'suspect-lookup',
  'suspect-search-engine',
  'size-follows-address',
  'content-follows-page',
  'stand-in-engine-finding',
  'nothing-found',
  'mode-not-private',
  'not-proven-private',
  'private-proof-late',
  'no-canary',
  'version-unread',
  'version-changed',
  'switch-not-set',
  'private-demoted',
  'proven-by-own-rows',
  'private-restored',
  'relaunch-unread',
  'few-identities',
  'page-not-loaded',
  'visit-not-attributed',
  'page-control-missing',
  'no-native-traffic',
  'unproven-native',
  'twin-missing',
  'twin-failed',
  'twin-silent',
  'collector-unproven',
  'idle-baseline',
  'tls-refused',
  'uid-appeared-late',
  'around-recorder',
  'vendor-around-recorder',
  'loopback-handover',
  'direct-refused',
  'direct-lost',
  'direct-visit',
  'ipv6-refused',
  'path-unproven',
  'packet-counter-unread',
  'dropped-by-phone',
  'packet-counter-impossible',
  'silent-tunnel',
  'dns-unseen',
  'dns-over-https',
  'ip-literal-target',
  'no-server-name',
  'code-fetched',
  'packet-account-unread',
  'not-intercepted',
  'other-app-unread',
  'delegated-unread',
  'delegated-possible',
  'not-http',
  'open-request',
  'aborted-upload',
  'opaque-upload',
  'opaque-before',
  'media-unread',
  'media-upload',
  'values-add-up',
  'values-unread',
  'key-not-served',
  'config-disables',
  'configuration-unknown',
  'detector-exhausted',
  'window-missing',
  'window-shorter-than-sdk',
  'sdk-silent',
  'sdk-holds-longer',
  'sdk-unknown',
  'sdk-interval-unknown',
  'not-quiet',
  'process-frozen',
  'freeze-unread',
  'uploads-held-back',
  'phone-asleep',
  'phone-state-unread',
  'phone-restarted',
  'network-not-validated',
  'network-metered',
  'network-unread',
  'jobs-pending',
  'jobs-unread',
  'provisional',
  'story-unfinished',
  'outside-recording',
  'recorder-broken',
  'tunnel-broken',
  'heartbeat-missing',
  'evidence-missing',
  'evidence-contradicts',
  'identity-unread',
  'handset-lost',
  'appium-lost',
  'engine-lost',
  'story-failed',
  'broken',
  'not-judged',
  'not-run',
  'refused',
  'simulated',
  'stand-in-engine-traffic',
  'canaries-forgotten',
  'late-elsewhere',
  'size-not-decided',
  'dependence-not-shown',
  'dependence-not-decided',
  'count-follows-visits',
  'independent-of-page',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** The weight of each reason; harness/model/verdict.ts says what a weight does. */
export const REASON_WEIGHTS: ReadonlyMap<string, 'voids' | 'limits' | 'notes' | 'finds'> = new Map([
  ['history-leak', 'finds'],
  ['suspect-partial', 'finds'],
  ['suspect-other-app', 'finds'],
  ['leak-unproven', 'finds'],
  ['late-leak', 'finds'],
  ['suspect-unattributed', 'finds'],
  ['suspect-address', 'finds'],
  ['suspect-lookup', 'finds'],
  ['suspect-search-engine', 'finds'],
  ['size-follows-address', 'finds'],
  ['content-follows-page', 'finds'],
  ['stand-in-engine-finding', 'voids'],
  ['nothing-found', 'notes'],
  ['mode-not-private', 'voids'],
  ['not-proven-private', 'voids'],
  ['private-proof-late', 'voids'],
  ['no-canary', 'voids'],
  ['version-unread', 'voids'],
  ['version-changed', 'voids'],
  ['switch-not-set', 'voids'],
  ['private-demoted', 'voids'],
  ['proven-by-own-rows', 'limits'],
  ['private-restored', 'limits'],
  ['relaunch-unread', 'limits'],
  ['few-identities', 'limits'],
  ['page-not-loaded', 'voids'],
  ['visit-not-attributed', 'voids'],
  ['page-control-missing', 'voids'],
  ['no-native-traffic', 'limits'],
  ['unproven-native', 'voids'],
  ['twin-missing', 'voids'],
  ['twin-failed', 'voids'],
  ['twin-silent', 'voids'],
  ['collector-unproven', 'voids'],
  ['idle-baseline', 'notes'],
  ['tls-refused', 'voids'],
  ['uid-appeared-late', 'voids'],
  ['around-recorder', 'voids'],
  ['vendor-around-recorder', 'limits'],
  ['loopback-handover', 'limits'],
  ['direct-refused', 'voids'],
  ['direct-lost', 'voids'],
  ['direct-visit', 'voids'],
  ['ipv6-refused', 'limits'],
  ['path-unproven', 'voids'],
  ['packet-counter-unread', 'voids'],
  ['dropped-by-phone', 'notes'],
  ['packet-counter-impossible', 'limits'],
  ['silent-tunnel', 'voids'],
  ['dns-unseen', 'limits'],
  ['dns-over-https', 'limits'],
  ['ip-literal-target', 'notes'],
  ['no-server-name', 'notes'],
  ['code-fetched', 'limits'],
  ['packet-account-unread', 'limits'],
  ['not-intercepted', 'voids'],
  ['other-app-unread', 'notes'],
  ['delegated-unread', 'voids'],
  ['delegated-possible', 'limits'],
  ['not-http', 'voids'],
  ['open-request', 'voids'],
  ['aborted-upload', 'voids'],
  ['opaque-upload', 'voids'],
  ['opaque-before', 'notes'],
  ['media-unread', 'voids'],
  ['media-upload', 'limits'],
  ['values-add-up', 'voids'],
  ['values-unread', 'limits'],
  ['key-not-served', 'voids'],
  ['config-disables', 'voids'],
  ['configuration-unknown', 'limits'],
  ['detector-exhausted', 'voids'],
  ['window-missing', 'voids'],
  ['window-shorter-than-sdk', 'voids'],
  ['sdk-silent', 'limits'],
  ['sdk-holds-longer', 'limits'],
  ['sdk-unknown', 'limits'],
  ['sdk-interval-unknown', 'limits'],
  ['not-quiet', 'voids'],
  ['process-frozen', 'voids'],
  ['freeze-unread', 'limits'],
  ['uploads-held-back', 'voids'],
  ['phone-asleep', 'voids'],
  ['phone-state-unread', 'limits'],
  ['phone-restarted', 'voids'],
  ['network-not-validated', 'voids'],
  ['network-metered', 'voids'],
  ['network-unread', 'limits'],
  ['jobs-pending', 'limits'],
  ['jobs-unread', 'limits'],
  ['provisional', 'limits'],
  ['story-unfinished', 'voids'],
  ['outside-recording', 'voids'],
  ['recorder-broken', 'voids'],
  ['tunnel-broken', 'voids'],
  ['heartbeat-missing', 'voids'],
  ['evidence-missing', 'voids'],
  ['evidence-contradicts', 'voids'],
  ['identity-unread', 'limits'],
  ['handset-lost', 'voids'],
  ['appium-lost', 'voids'],
  ['engine-lost', 'voids'],
  ['story-failed', 'voids'],
  ['broken', 'voids'],
  ['not-judged', 'voids'],
  ['not-run', 'voids'],
  ['refused', 'voids'],
  ['simulated', 'notes'],
  ['stand-in-engine-traffic', 'notes'],
  ['canaries-forgotten', 'notes'],
  ['late-elsewhere', 'notes'],
  ['size-not-decided', 'voids'],
  ['dependence-not-shown', 'voids'],
  ['dependence-not-decided', 'voids'],
  ['count-follows-visits', 'notes'],
  ['independent-of-page', 'notes'],
]);

/** The reasons that prove a leak, in the case itself or late. */
export const LEAK_REASONS: ReadonlySet<string> = new Set(['history-leak', 'late-leak']);

/** The values that the sentence of each reason needs. */
export interface ReasonValues {
  'history-leak': {
    canary: string | number;
    host: string | number;
    part: string | number;
    way: string | number;
  };
  'suspect-partial': {
    canary: string | number;
    host: string | number;
    part: string | number;
    way: string | number;
  };
  'suspect-other-app': {
    canary: string | number;
    host: string | number;
    app: string | number;
  };
  'leak-unproven': {
    canary: string | number;
    host: string | number;
    part: string | number;
  };
  'late-leak': {
    canary: string | number;
    host: string | number;
    part: string | number;
    way: string | number;
    case: string | number;
  };
  'suspect-unattributed': {
    canary: string | number;
    host: string | number;
    part: string | number;
    way: string | number;
  };
  'suspect-address': {
    canary: string | number;
    address: string | number;
    part: string | number;
  };
  'suspect-lookup': {
    host: string | number;
    canary: string | number;
    part: string | number;
    way: string | number;
  };
  'suspect-search-engine': {
    canary: string | number;
    host: string | number;
    part: string | number;
    way: string | number;
  };
  'size-follows-address': {
    host: string | number;
    slope: string | number;
    interval: string | number;
    orders: string | number;
    p: string | number;
  };
  'content-follows-page': {
    host: string | number;
    subject: string | number;
    place: string | number;
    detail: string | number;
    fits: string | number;
    blocks: string | number;
    p: string | number;
    pages: string | number;
    identity: string | number;
    whole: string | number;
  };
  'stand-in-engine-finding': {
    canary: string | number;
    host: string | number;
  };
  'nothing-found': {
    canaries: number;
    exchanges: number;
  };
  'mode-not-private': Record<string, never>;
  'not-proven-private': {
    canary: string | number;
    detail: string | number;
  };
  'private-proof-late': {
    canary: string | number;
  };
  'no-canary': Record<string, never>;
  'version-unread': {
    when: string | number;
  };
  'version-changed': {
    when: string | number;
    found: string | number;
    expected: string | number;
  };
  'switch-not-set': {
    wanted: string | number;
    detail: string | number;
  };
  'private-demoted': {
    detail: string | number;
  };
  'proven-by-own-rows': {
    rows: string | number;
  };
  'private-restored': {
    detail: string | number;
  };
  'relaunch-unread': {
    detail: string | number;
  };
  'few-identities': {
    identities: number;
    needed: string | number;
  };
  'page-not-loaded': {
    canary: string | number;
    detail: string | number;
  };
  'visit-not-attributed': {
    canary: string | number;
  };
  'page-control-missing': {
    detail: string | number;
  };
  'no-native-traffic': Record<string, never>;
  'unproven-native': Record<string, never>;
  'twin-missing': Record<string, never>;
  'twin-failed': {
    detail: string | number;
  };
  'twin-silent': {
    detail: string | number;
  };
  'collector-unproven': {
    host: string | number;
    detail: string | number;
  };
  'idle-baseline': {
    hosts: string | number;
  };
  'tls-refused': {
    host: string | number;
    cause: string | number;
  };
  'uid-appeared-late': {
    unread: string | number;
    seen: string | number;
  };
  'around-recorder': {
    sender: string | number;
    packets: number;
    protocol: string | number;
    family: string | number;
    port: string | number;
    by: string | number;
  };
  'vendor-around-recorder': {
    packets: number;
    protocol: string | number;
    family: string | number;
    port: string | number;
  };
  'loopback-handover': {
    sender: string | number;
    packets: number;
    protocol: string | number;
    family: string | number;
    port: string | number;
    app: string | number;
  };
  'direct-refused': {
    sender: string | number;
    packets: number;
    protocol: string | number;
    family: string | number;
    port: string | number;
  };
  'direct-lost': {
    sender: string | number;
    connections: number;
    port: string | number;
    lost: string | number;
  };
  'direct-visit': {
    host: string | number;
  };
  'ipv6-refused': {
    sender: string | number;
    packets: number;
  };
  'path-unproven': {
    when: string | number;
    sender: string | number;
    detail: string | number;
  };
  'packet-counter-unread': {
    detail: string | number;
  };
  'dropped-by-phone': {
    packets: number;
    uid: string | number;
  };
  'packet-counter-impossible': {
    detail: string | number;
  };
  'silent-tunnel': {
    host: string | number;
    port: string | number;
  };
  'dns-unseen': Record<string, never>;
  'dns-over-https': {
    host: string | number;
  };
  'ip-literal-target': {
    hosts: string | number;
  };
  'no-server-name': {
    connections: number;
  };
  'code-fetched': {
    host: string | number;
    path: string | number;
  };
  'packet-account-unread': {
    by: string | number;
    detail: string | number;
  };
  'not-intercepted': Record<string, never>;
  'other-app-unread': {
    app: string | number;
    host: string | number;
  };
  'delegated-unread': {
    app: string | number;
    host: string | number;
  };
  'delegated-possible': {
    app: string | number;
    host: string | number;
  };
  'not-http': {
    detail: string | number;
  };
  'open-request': {
    method: string | number;
    url: string | number;
  };
  'aborted-upload': {
    method: string | number;
    host: string | number;
  };
  'opaque-upload': {
    host: string | number;
    bytes: number;
    class: string | number;
    why: string | number;
  };
  'opaque-before': {
    host: string | number;
    bytes: number;
    class: string | number;
  };
  'media-unread': {
    host: string | number;
    bytes: number;
    why: string | number;
  };
  'media-upload': {
    host: string | number;
    bytes: number;
    why: string | number;
  };
  'values-add-up': {
    when: string | number;
    host: string | number;
    values: number;
    bytes: number;
    place: string | number;
  };
  'values-unread': {
    host: string | number;
    values: number;
    bytes: number;
  };
  'key-not-served': {
    host: string | number;
    path: string | number;
  };
  'config-disables': {
    host: string | number;
    detail: string | number;
  };
  'configuration-unknown': {
    host: string | number;
    path: string | number;
  };
  'detector-exhausted': {
    parts: number;
  };
  'window-missing': {
    phase: string | number;
  };
  'window-shorter-than-sdk': {
    phase: string | number;
    lasted: number;
    needed: number;
  };
  'sdk-silent': {
    sdk: string | number;
  };
  'sdk-holds-longer': {
    sdk: string | number;
    interval: number;
    window: number;
  };
  'sdk-unknown': {
    window: number;
  };
  'sdk-interval-unknown': {
    sdk: string | number;
    window: number;
  };
  'not-quiet': {
    phase: string | number;
  };
  'process-frozen': {
    phase: string | number;
    awake: number;
    needed: number;
  };
  'freeze-unread': {
    phase: string | number;
  };
  'uploads-held-back': {
    phase: string | number;
    detail: string | number;
  };
  'phone-asleep': {
    phase: string | number;
  };
  'phone-state-unread': {
    detail: string | number;
  };
  'phone-restarted': {
    what: string | number;
  };
  'network-not-validated': {
    when: string | number;
  };
  'network-metered': {
    detail: string | number;
    when: string | number;
  };
  'network-unread': {
    when: string | number;
    detail: string | number;
  };
  'jobs-pending': {
    app: string | number;
    service: string | number;
    when: string | number;
  };
  'jobs-unread': {
    when: string | number;
  };
  provisional: {
    recorded: number;
    needed: number;
  };
  'story-unfinished': Record<string, never>;
  'outside-recording': {
    step: string | number;
  };
  'recorder-broken': {
    detail: string | number;
  };
  'tunnel-broken': {
    detail: string | number;
  };
  'heartbeat-missing': {
    detail: string | number;
  };
  'evidence-missing': {
    what: string | number;
  };
  'evidence-contradicts': {
    detail: string | number;
  };
  'identity-unread': Record<string, never>;
  'handset-lost': {
    detail: string | number;
  };
  'appium-lost': {
    detail: string | number;
  };
  'engine-lost': {
    detail: string | number;
  };
  'story-failed': {
    detail: string | number;
  };
  broken: {
    what: string | number;
    detail: string | number;
  };
  'not-judged': {
    why: string | number;
  };
  'not-run': {
    why: string | number;
  };
  refused: {
    why: string | number;
  };
  simulated: {
    speed: string | number;
  };
  'stand-in-engine-traffic': {
    hosts: string | number;
  };
  'canaries-forgotten': {
    canaries: number;
  };
  'late-elsewhere': {
    case: string | number;
    host: string | number;
  };
  'size-not-decided': {
    host: string | number;
    detail: string | number;
  };
  'dependence-not-shown': {
    subject: string | number;
    messages: string | number;
    detail: string | number;
  };
  'dependence-not-decided': {
    subject: string | number;
    detail: string | number;
  };
  'count-follows-visits': {
    host: string | number;
    detail: string | number;
  };
  'independent-of-page': {
    case: string | number;
    detail: string | number;
  };
}
