/** How an SDK's own uploads look: every condition that a row has must hold. */
export interface SdkRow {
  sdk: string;
  /** The host, without port. */
  host?: RegExp;
  /** The path of the URL, from its first slash to the query. */
  path?: RegExp;
  /** A header that it sends, lower case, with what its value looks like. */
  header?: readonly [name: string, value: RegExp];
  /** Fields that its form or query has, all of them. */
  fields?: readonly string[];
  source: string;
}

/**
 * SDKs by endpoint and shape. A host alone is never enough, as anybody may send anything to it: each row has a path, a
 * header or fields beside it. What needs more than that, a checksum for example, is in `sdk.ts`.
 */
export const sdkRows: readonly SdkRow[] = [
  {
    sdk: 'onetrack',
    host: /^tracking(?:\.\w+)?\.miui\.com$/,
    path: /^\/track\/(?:v\d|key_get)$/,
    source: 'decompiled com.xiaomi.onetrack',
  },
  {
    sdk: 'miui-analytics',
    host: /^tracking(?:\.\w+)?\.miui\.com$/,
    path: /^\/track\/spock$/,
    source: 'decompiled com.miui.analytics',
  },
  {
    sdk: 'mistat',
    path: /^\/(?:mistats(?:\/(?:v[23]|js|iosv3))?|micrash|realtime_network)$/,
    host: /\.mistat(?:\.\w+)?\.xiaomi\.com$/,
    source: 'decompiled com.xiaomi.mistatistic.sdk 1.9.x and com.xiaomi.stat 3.0.16',
  },
  {
    sdk: 'firebase',
    host: /^app-measurement\.com$/,
    path: /^\/(?:a|s\/d)$/,
    source: 'TrackHAR b0189485, adapter google',
  },
  {
    sdk: 'firebase',
    host: /^firebaselogging(?:-pa)?\.googleapis\.com$/,
    path: /^\/(?:v1\/firelog\/legacy\/batchlog|v0cc\/log\/batch)$/,
    source: 'TrackHAR b0189485, adapter google',
  },
  {
    sdk: 'ga4',
    path: /^\/(?:\w+\/)?g\/collect$/,
    fields: ['v', 'tid', 'cid'],
    source: 'Google Analytics 4 Measurement Protocol, as gtag.js sends it',
  },
  {
    sdk: 'facebook',
    host: /^graph\.facebook\.com$/,
    path: /^\/v\d+(?:\.\d+)?(?:\/(?:\d+\/activities|network_ads_common))?\/?$/,
    source: 'TrackHAR b0189485, adapter facebook',
  },
  {
    sdk: 'adjust',
    host: /^app(?:\.\w+)?\.adjust\.(?:com|net\.in|world)$/,
    path: /^\/(?:session|event|sdk_click|sdk_info|attribution|ad_revenue|third_party_sharing)$/,
    source: 'TrackHAR b0189485, adapter adjust',
  },
  {
    sdk: 'branch',
    host: /^api2\.branch\.io$/,
    path: /^\/v1\/\w+/,
    source: 'TrackHAR b0189485, adapter branch-io',
  },
  {
    sdk: 'singular',
    host: /^sdk-api-v1\.singular\.net$/,
    path: /^\/api\/v1\/\w+/,
    source: 'TrackHAR b0189485, adapter singular-net',
  },
  {
    sdk: 'appmetrica',
    host: /^report\.appmetrica\.yandex\.net$/,
    path: /^\/report$/,
    source: 'TrackHAR b0189485, adapter yandex',
  },
  {
    sdk: 'appsflyer',
    host: /(?:^|\.)appsflyer\.com$|(?:^|\.)appsflyersdk\.com$/,
    path: /^\/api\/v\d+(?:\.\d+)*\/android\w*$/,
    source: 'published traffic of the AppsFlyer SDK',
  },
  {
    sdk: 'umeng',
    header: ['msg-type', /^envelope\//i],
    source: 'decompiled com.umeng.commonsdk',
  },
  {
    sdk: 'umeng',
    host: /^(?:ulogs|alogus|alogsus)\.umeng(?:cloud)?\.com$/,
    path: /^\/unify_logs$/,
    source: 'decompiled com.umeng.commonsdk',
  },
  {
    sdk: 'baidu-mtj',
    host: /^hmma\.baidu\.com$/,
    path: /^\/app\.gif$/,
    source: 'decompiled com.baidu.mobstat',
  },
  {
    sdk: 'tencent-beacon',
    host: /^(?:oth\.eve\.mdt|jrlt\.beacon)\.qq\.com$/,
    path: /^\/analytics\/upload$/,
    source: 'decompiled com.tencent.beacon',
  },
];
