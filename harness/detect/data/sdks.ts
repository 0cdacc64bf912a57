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
  /** How its uploads are encrypted, where they are as a rule: what stays closed of them has this name. */
  encrypted?: string;
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
    sdk: 'crashlytics',
    host: /^crashlyticsreports-pa\.googleapis\.com$/,
    path: /^\/v1\/firelog\/legacy\/batchlog$/,
    source: 'TrackHAR, adapter google',
  },
  {
    sdk: 'crashlytics',
    host: /^firebase-settings\.crashlytics\.com$/,
    path: /^\/spi\/v2\/platforms\/android\/gmp\/[^/]+\/settings$/,
    source: 'firebase-android-sdk, SettingsController',
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
    encrypted: 'AppsFlyer, encrypted: how is not verified',
    source: 'decompiled com.appsflyer 5.4 to 6.18: conversions, launches, inapps, attr, register, adrevenue',
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
    sdk: 'umeng',
    header: ['x-umeng-sdk', /./],
    source: 'decompiled com.umeng.commonsdk',
  },
  {
    sdk: 'baidu-mtj',
    host: /^hmma\.baidu\.com$/,
    path: /^\/app\.gif$/,
    source: 'decompiled com.baidu.mobstat',
  },
  {
    sdk: 'baidu-tongji',
    host: /^hm\.baidu\.com$/,
    path: /^\/hm\.gif$/,
    fields: ['si'],
    source: 'published requests of hm.js: si is the site, u and su the page and where it was come from',
  },
  {
    sdk: 'tencent-beacon',
    host: /^(?:oth\.(?:eve|str)\.mdt|(?:jrlt|strategy)\.beacon)\.qq\.com$/,
    path: /^\/analytics\/upload$/,
    encrypted: 'Tencent Beacon, encrypted: JCE packages, compressed and encrypted',
    source: 'decompiled com.tencent.beacon',
  },
  {
    sdk: 'tencent-beacon',
    host: /^oth(?:eve|str)\.beacon\.qq\.com$/,
    path: /^\/analytics\/(?:v2_)?upload$/,
    encrypted: 'Tencent Beacon, encrypted: packages, compressed and encrypted',
    source: 'decompiled com.tencent.beacon 4; libpag, PAGReport',
  },
  {
    sdk: 'tencent-mta',
    host: /^pingma\.qq\.com$/,
    path: /^\/mstat\/report/,
    source: 'decompiled com.tencent.stat, StatConfig',
  },
  {
    sdk: 'bugly',
    host: /^(?:android\.bugly|rqd\.uu)\.qq\.com$/,
    path: /^\/rqd\/a?sync$/,
    source: 'decompiled com.tencent.bugly, StrategyBean',
  },
  {
    sdk: 'jpush',
    host: /(?:^|[.-])stats\.jpush\.cn$/,
    path: /^\/v[123]\/(?:mini\/)?report$/,
    source: 'decompiled cn.jiguang and its mini program SDK',
  },
  {
    sdk: 'growingio',
    path: /^\/v3\/projects\/[^/]+\/collect$/,
    fields: ['stm'],
    source:
      'growingio-sdk-ios-autotracker, GrowingNetworkConfig: v3/projects/%@/collect?stm=%llu, on any host',
  },
  {
    sdk: 'growingio',
    host: /^n?api\.growingio\.com$/,
    path: /^\/v[23]\/[^/]+\/(?:events|[a-z]+\/(?:pv|cstm|other|imp))$/,
    source: "GrowingIO's documentation of its measurement protocol",
  },
  {
    sdk: 'flurry',
    host: /^data\.flurry\.com$/,
    path: /^\/(?:aap|pcr|v1\/flr)\.do$/,
    source: 'decompiled com.flurry.sdk',
  },
  {
    sdk: 'amplitude',
    host: /^api2?\.amplitude\.com$|^api\.eu\.amplitude\.com$/,
    path: /^\/(?:(?:2\/)?httpapi|batch)?$/,
    source: 'Amplitude-Android, Constants; documentation of HTTP API V2',
  },
  {
    sdk: 'mixpanel',
    host: /^api(?:-eu)?\.mixpanel\.com$/,
    path: /^\/(?:track|engage|groups|import)\/?$/,
    source: 'mixpanel-android, MPConstants; mixpanel-ruby',
  },
  {
    sdk: 'segment',
    host: /^api\.segment\.io$/,
    path: /^\/v1\/(?:import|batch|b|t|p|i|s|track|page|screen|identify|group|alias)$/,
    source: 'segment analytics-android, ConnectionFactory; documentation of the HTTP tracking API',
  },
  {
    sdk: 'sentry',
    path: /^(?:\/[\w-]+)*\/api\/\d+\/(?:envelope|store)\/$/,
    header: ['x-sentry-auth', /^Sentry /i],
    source: 'develop.sentry.dev, envelopes and authentication',
  },
  {
    sdk: 'sentry',
    path: /^(?:\/[\w-]+)*\/api\/\d+\/(?:envelope|store)\/$/,
    fields: ['sentry_key'],
    source: 'develop.sentry.dev, envelopes and authentication',
  },
  {
    sdk: 'sentry',
    header: ['content-type', /^application\/x-sentry-envelope/i],
    source: 'develop.sentry.dev, envelopes',
  },
];
