/** The words with which writers of HARs say that a request was not sent, by source. */
interface Words {
  source: string;
  words: readonly string[];
}

/** Schemes of URLs that a browser loads without the network. */
const SCHEMES: readonly Words[] = [
  { source: 'RFC 2397, RFC 6694', words: ['data', 'about'] },
  { source: 'W3C File API; W3C File API: Directories and System', words: ['blob', 'filesystem'] },
  { source: 'RFC 8089; unsent.ts excludes files of other computers', words: ['file'] },
  {
    source:
      'for other programs: RFC 3966, 5724, 6068; Android: Intent, Google Play; Chromium: android_app_scheme',
    words: ['tel', 'sms', 'smsto', 'mms', 'mmsto', 'mailto', 'intent', 'market', 'android-app'],
  },
  { source: 'names of parts and documents, without an address: RFC 2392, RFC 8141', words: ['cid', 'urn'] },
  {
    source: 'files of an app: W3C app: URL scheme, Electron, Capacitor, Visual Studio Code',
    words: ['app', 'capacitor', 'vscode-webview'],
  },
  { source: 'WHATWG HTML: navigating to a javascript: URL', words: ['javascript'] },
  { source: 'Android: ContentResolver, WebView', words: ['content', 'android.resource'] },
  {
    source: 'Chromium: extensions/common/constants.cc, content/public/common/url_constants.h',
    words: [
      'chrome',
      'chrome-untrusted',
      'chrome-extension',
      'chrome-extension-resource',
      'chrome-search',
      'chrome-native',
      'chrome-error',
      'chrome-devtools',
      'devtools',
      'isolated-app',
      'uuid-in-package',
    ],
  },
  {
    source: 'browsers based on Chromium, which rename chrome:; Maxthon',
    words: ['brave', 'edge', 'opera', 'vivaldi', 'kiwi', 'extension', 'mx'],
  },
  {
    source: 'Firefox: netwerk/protocol (resource, moz-icon), toolkit/components/extensions',
    words: [
      'moz-extension',
      'resource',
      'moz-icon',
      'moz-page-thumb',
      'moz-safe-about',
      'page-icon',
      'cached-favicon',
      'wyciwyg',
    ],
  },
  {
    source: 'WebKit: WebExtensionURLSchemeHandler; Safari 14 and older',
    words: [
      'safari-web-extension',
      'safari-extension',
      'webkit-extension',
      'webkit-fake-url',
      'webkit-masked-url',
      'applewebdata',
    ],
  },
  {
    source: 'Edge Legacy and Internet Explorer',
    words: ['ms-browser-extension', 'res', 'ms-appx', 'ms-appx-web'],
  },
];
export const LOCAL_SCHEMES: ReadonlySet<string> = new Set(SCHEMES.flatMap(({ words }) => words));

/**
 * Errors of requests that were blocked before they were sent. Missing are:
 *
 * - errors that also follow an answer: ERR_BLOCKED_BY_RESPONSE, ERR_BLOCKED_BY_ORB, ERR_BLOCKED_BY_FINGERPRINTING_PROTECTION
 * - errors that also follow a connection: ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS, ERR_CONNECTION_REFUSED after a retry,
 *   ERR_INTERNET_DISCONNECTED (net/base/net_errors_posix.cc: any socket call that fails with ENETDOWN), NS_ERROR_OFFLINE
 *   (nsSocketTransport::OnSocketDetached), ERR_NETWORK_ACCESS_REVOKED (URLLoader cancels running requests)
 * - errors that say nothing: ERR_FAILED, ERR_ABORTED, NS_BINDING_ABORTED, ERR_CACHE_MISS (also for cancelled media)
 */
const ERRORS: readonly Words[] = [
  {
    source: 'Chromium: net/base/net_error_list.h',
    words: [
      'ERR_BLOCKED_BY_CLIENT',
      'ERR_BLOCKED_BY_ADMINISTRATOR',
      'ERR_BLOCKED_IN_INCOGNITO_BY_ADMINISTRATOR',
      'ERR_BLOCKED_ENROLLMENT_CHECK_PENDING',
      'ERR_BLOCKED_BY_CSP',
      'ERR_CLEARTEXT_NOT_PERMITTED',
      'ERR_UNSAFE_PORT',
      'ERR_DISALLOWED_URL_SCHEME',
      'ERR_UNKNOWN_URL_SCHEME',
      'ERR_INVALID_URL',
    ],
  },
  {
    source:
      'Firefox: xpcom/base/ErrorList.py; content policies and the URL classifier act before the connection',
    words: [
      'NS_ERROR_CONTENT_BLOCKED',
      'NS_ERROR_CONTENT_BLOCKED_SHOW_ALT',
      'NS_ERROR_TRACKING_URI',
      'NS_ERROR_SOCIALTRACKING_URI',
      'NS_ERROR_CRYPTOMINING_URI',
      'NS_ERROR_FINGERPRINTING_URI',
      'NS_ERROR_EMAILTRACKING_URI',
    ],
  },
  {
    source: 'Firefox: NS_CheckPortSafety, before the connection',
    words: ['NS_ERROR_PORT_ACCESS_NOT_ALLOWED'],
  },
  {
    source: 'WebKit: CachedResourceLoader::requestResource, before the request',
    words: ['The URL was blocked by a content blocker'],
  },
];
export const BLOCKED_ERRORS: ReadonlySet<string> = new Set(ERRORS.flatMap(({ words }) => words));

/**
 * `Network.BlockedReason` of the DevTools protocol (browser_protocol.pdl), without `other` and the reasons that follow an
 * answer (`integrity`, `content-type`, `corp-*`, `coep-*`).
 */
export const BLOCKED_REASONS: ReadonlySet<string> = new Set([
  'csp',
  'mixed-content',
  'origin',
  'inspector',
  'subresource-filter',
]);

/** Error codes for host names that were not resolved: the request was not sent, but its host name went to DNS. */
const UNRESOLVED: readonly Words[] = [
  {
    source: 'Chromium: net/base/net_error_list.h',
    words: [
      'ERR_NAME_NOT_RESOLVED',
      'ERR_NAME_RESOLUTION_FAILED',
      'ERR_DNS_MALFORMED_RESPONSE',
      'ERR_DNS_SERVER_REQUIRES_TCP',
      'ERR_DNS_SERVER_FAILED',
      'ERR_DNS_TIMED_OUT',
      'ERR_DNS_SEARCH_EMPTY',
      'ERR_DNS_SORT_ERROR',
      'ERR_DNS_SECURE_RESOLVER_HOSTNAME_RESOLUTION_FAILED',
      'ERR_ICANN_NAME_COLLISION',
    ],
  },
  { source: 'Firefox: xpcom/base/ErrorList.py', words: ['NS_ERROR_UNKNOWN_HOST'] },
];
export const NAME_ERRORS: ReadonlySet<string> = new Set(UNRESOLVED.flatMap(({ words }) => words));
