import type { ReasonCode } from '../../model/reason-codes.ts';

/** What would decide a case that a reason leaves undecided. */
const DECIDED_BY: Partial<Record<ReasonCode, string>> = {
  'not-run': 'Run the case again after the cause is gone.',
  refused:
    'Run the case again with a handset that works: npx leakgate doctor --handset H names what is missing.',
  'story-failed': 'Look at the screen at which the scenario stopped, then run the case again.',
  'story-unfinished': 'Run the case again until the scenario ends.',
  'not-judged': 'Add an expectation to the scenario.',
  'handset-lost': 'Connect the handset again, and run the case again.',
  'appium-lost': 'Run the case again; logs/appium.log may name the cause.',
  'engine-lost':
    'Run the case again; a browser that always crashes here cannot be tested with this scenario.',
  broken: 'Run the case again; the logs of the run may name the cause.',
  'recorder-broken': 'Run the case again; the logs of the run may name the cause.',
  'tunnel-broken': 'Run the case again with a stable connection to the handset.',
  'heartbeat-missing': 'Run the case again with a stable connection to the handset.',
  'mode-not-private': 'Run the scenario in private mode.',
  'no-canary': 'Let the scenario visit a page, search or type a text.',
  'private-demoted':
    'Look at the screen after the relaunch: a private tab that becomes a normal one is a fault of the browser in itself.',
  'visit-not-attributed': 'Run the case again on a handset whose UIDs are known, such as a rooted one.',
  'outside-recording': 'Run the case again; the clock of the recording computer may have been changed.',
  'evidence-missing': 'Run the case again, or use the complete folder of the run.',
  'evidence-contradicts': 'Run the case again; if it repeats, report it with the folder of the case.',
  'suspect-search-engine':
    'Look at which search engine the browser is set to: an engine that answers the address bar gets what is typed there.',
  'size-not-decided': 'Repeat the experiment with more blocks (--blocks).',
  'dependence-not-shown': 'Run the other scenarios too: only they can be clean.',
  'dependence-not-decided': 'Repeat the experiment with more blocks (--blocks).',
  'not-proven-private': 'Teach Leakgate the cues of this browser: npx leakgate inspect.',
  'private-proof-late': 'Run the case again.',
  'version-changed': 'Turn off updates on the handset, and run the case again.',
  'version-unread': 'Run the case again.',
  'switch-not-set': 'Set the locators of the switch: npx leakgate inspect.',
  'page-not-loaded': 'Run the case again; if the page never loads, look at the screen and the timeline.',
  'page-control-missing': 'Run the case again; the control of the page must be found.',
  'unproven-native': 'Use a handset with a packet counter, such as a rooted one.',
  'twin-missing': 'Run the case again with the twin.',
  'twin-failed': 'Run the case again until the scenario also ends in normal mode.',
  'twin-silent':
    'Find out why the release sends nothing in normal mode, such as consent, region or sampling.',
  'collector-unproven': 'Use a handset on which the recorder can read this traffic, such as a rooted one.',
  'tls-refused':
    "Make the app trust the recorder's certificate: a rooted handset, or another handset if it is pinned.",
  'not-intercepted':
    'Use a handset whose traffic reaches the recorder; npx leakgate doctor names what is missing.',
  'around-recorder':
    'Find out what these packets are; use a rooted handset, which redirects them to the recorder.',
  'direct-refused': 'Their content must be seen: the recorder reads no UDP and no IPv6 without the proxy.',
  'direct-lost': 'Turn off firewalls and other VPNs on the handset, and run the case again.',
  'direct-visit': 'Find out where the request went, such as from the address of its packets.',
  'opaque-upload':
    'Decode the content: if the SDK is known, describe its encryption; otherwise run the experiment of docs/dependence.md.',
  'values-add-up':
    'Find out what these values are; the experiment of docs/dependence.md tests whether they follow the page.',
  'media-unread': 'Look at the media: it is kept in the recording.',
  'delegated-unread': 'Remove that app, or use a handset on which its traffic can be read.',
  'uid-appeared-late': 'Run the case again; the UIDs are known from its start then.',
  'key-not-served': 'Let real servers answer, or describe the key exchange of the SDK.',
  'config-disables': 'Let real servers answer, or serve a configuration that turns the SDK on.',
  'detector-exhausted':
    'Run the case again; if it repeats, report the recording as too large for the budget.',
  'window-shorter-than-sdk': 'Run the case again with --soak and a longer time.',
  'window-missing': 'Run the case again.',
  'not-quiet': 'Run the case again, with --soak if requests never end.',
  'process-frozen': 'Turn off battery optimization for the browser, and run the case again.',
  'uploads-held-back': 'Remove what holds uploads back, and run the case again.',
  'phone-asleep': 'Keep the screen on while the case runs.',
  'phone-restarted': 'Run the case again without a restart.',
  'network-not-validated': 'Use a network that Android validates.',
  'network-metered': 'Use a network that is not metered.',
  'packet-counter-unread': 'Use a handset whose packet counters can be read.',
  'packet-counter-impossible': 'A rooted handset can count these packets.',
  'path-unproven': 'Turn off other VPNs and firewalls on the handset, and run the case again.',
  'silent-tunnel':
    'Find out which protocol this connection uses; the recorder reads only those in which the client speaks first.',
  'open-request': 'Run the case again with --soak and a longer time.',
  'aborted-upload': 'Run the case again.',
  'not-http': 'Find out which protocol this is.',
  'suspect-partial': 'Run the case again: a real leak comes back with other values.',
  'suspect-other-app':
    'Find out how that app learned it, such as by removing the app and running the case again.',
  'suspect-unattributed': 'Use a rooted handset, which shows which app sent it.',
  'leak-unproven':
    'Prove private mode before the visit: npx leakgate inspect teaches Leakgate the cues of this browser.',
  'suspect-address': 'Find out whose address it is.',
  'suspect-lookup': 'Find out whether the system or the browser chose this resolver.',
  'size-follows-address': 'Decode the content, or repeat the experiment.',
  'content-follows-page': 'Decode the content, or repeat the experiment.',
  'stand-in-engine-finding': 'Run the case on a phone: the stand-in engine is not that of the release.',
};

/** @param code a code of `run.json`, which may be newer than this version */
export function decidedBy(code: string): string | undefined {
  return Object.hasOwn(DECIDED_BY, code) ? DECIDED_BY[code as ReasonCode] : undefined;
}
