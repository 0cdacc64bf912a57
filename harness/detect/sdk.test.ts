import assert from 'node:assert/strict';
import { fieldsOf } from './codecs/form.ts';
import { createSdkRecogniser, javaHashCode } from './sdk.ts';
import { createRandomBytes } from './testing/random.ts';
import { exchangeOf, scanOf, sdks } from './testing/exchange.ts';

describe('the SDK of an upload', () => {
  const { sdkOf } = createSdkRecogniser(sdks);
  const recognized: [sdk: string | undefined, url: string, header?: [string, string]][] = [
    ['firebase', 'https://app-measurement.com/a'],
    ['datatransport', 'https://firebaselogging-pa.googleapis.com/v1/firelog/legacy/batchlog'],
    ['ga4', 'https://analytics.test/g/collect?v=2&tid=G-1&cid=1.2'],
    ['facebook', 'https://graph.facebook.com/v12.0/1234/activities'],
    ['adjust', 'https://app.adjust.net.in/event'],
    ['branch', 'https://api2.branch.io/v1/open'],
    ['appsflyer', 'https://t.appsflyer.com/api/v6.1/androidevent?app_id=x'],
    ['umeng', 'https://collector.test/any', ['Msg-Type', 'envelope/json']],
    ['onetrack', 'https://tracking.intl.miui.com/track/v4'],
    ['miui-analytics', 'https://tracking.intl.miui.com/track/spock'],
    ['tencent-beacon', 'http://oth.eve.mdt.qq.com:8080/analytics/upload'],
    ['tencent-beacon', 'https://otheve.beacon.qq.com/analytics/v2_upload?appkey=x'],
    ['tencent-mta', 'http://pingma.qq.com:80/mstat/report/?index=1'],
    ['bugly', 'https://android.bugly.qq.com/rqd/async?aid=1'],
    ['crashlytics', 'https://crashlyticsreports-pa.googleapis.com/v1/firelog/legacy/batchlog'],
    [
      'crashlytics',
      'https://firebase-settings.crashlytics.com/spi/v2/platforms/android/gmp/1:2:android:3/settings?instance=x',
    ],
    ['appsflyer', 'https://inapps.appsflyersdk.com/api/v6.16/androidevent?app_id=x&buildnumber=6.16.0'],
    ['umeng', 'https://collector.test/any', ['X-Umeng-Sdk', 'Android/9.4']],
    ['baidu-mtj', 'http://hmma.baidu.com/app.gif'],
    ['baidu-tongji', 'https://hm.baidu.com/hm.gif?cc=1&si=abc&u=https%3A%2F%2Fa.test'],
    ['jpush', 'https://stats.jpush.cn/v3/report'],
    ['growingio', 'https://napi.growingio.com/v3/projects/91eaf9b283361032/collect?stm=1'],
    ['growingio', 'https://collector.test/v3/projects/91eaf9b283361032/collect?stm=1'],
    ['flurry', 'https://data.flurry.com/v1/flr.do'],
    ['flurry', 'http://data.flurry.com/aap.do'],
    ['amplitude', 'https://api.amplitude.com/'],
    ['amplitude', 'https://api2.amplitude.com/2/httpapi'],
    ['mixpanel', 'https://api.mixpanel.com/track/?ip=1'],
    ['segment', 'https://api.segment.io/v1/import'],
    [
      'sentry',
      'https://o1.ingest.sentry.io/api/42/envelope/',
      ['X-Sentry-Auth', 'Sentry sentry_version=7,sentry_key=a'],
    ],
    ['sentry', 'https://errors.test/api/42/store/?sentry_key=a&sentry_version=7'],
    ['sentry', 'https://errors.test/tunnel', ['Content-Type', 'application/x-sentry-envelope']],
    [undefined, 'https://hm.baidu.com/hm.gif'],
    [undefined, 'https://api.segment.io/v2/other'],
    [undefined, 'https://errors.test/api/42/envelope/'],
    [undefined, 'https://app-measurement.com/config/app/1'],
    [undefined, 'https://graph.facebook.com/me'],
    [undefined, 'https://analytics.test/g/collect?v=2'],
    [undefined, 'https://collector.test/track/v4'],
  ];
  for (const [sdk, url, header] of recognized)
    it(`is ${sdk ?? 'unknown'} for ${url}`, () => {
      const fields = fieldsOf(url.split('?')[1] ?? '');
      assert.equal(sdkOf(exchangeOf({ url, headers: header ? [header] : [] }), fields), sdk);
    });

  /**
   * Source: sa-sdk-android and sa-sdk-javascript. The checksum is `String.hashCode()` of the value before form
   * encoding.
   */
  const sensors: [sdk: string | undefined, form: string][] = [
    ['sensors', `crc=${javaHashCode('YWJj')}&gzip=1&data_list=YWJj`],
    ['sensors', `crc=${javaHashCode('YWJj')}&gzip=9&data_list=YWJj`],
    ['sensors', `data_list=YWJj&gzip=13&crc=${javaHashCode('YWJj')}`],
    ['sensors-js', `data=YWJj&ext=${encodeURIComponent(`crc=${javaHashCode('YWJj')}`)}`],
    ['sensors-js', 'data_list=YWJj'],
    ['mistat', 'app_id=1&mistatv=5&stat_value=ab'],
    [undefined, 'crc=1&gzip=1&data_list=YWJj'],
    [undefined, 'data=YWJj&ext=crc%3D1'],
  ];
  for (const [sdk, form] of sensors)
    it(`is ${sdk ?? 'unknown'} for ${form}`, () =>
      assert.equal(sdkOf(exchangeOf({ body: Buffer.from(form) }), fieldsOf(form)), sdk));

  it('is named as the sender of opaque content', () => {
    const body = createRandomBytes(5)(400);
    const opaque: [url: string, class_: string, reason: RegExp][] = [
      ['https://otheve.beacon.qq.com/analytics/v2_upload', 'encrypted', /^Tencent Beacon/],
      ['https://conversions.appsflyer.com/api/v6.5/androidevent', 'encrypted', /^AppsFlyer/],
      ['https://data.flurry.com/aap.do', 'unknown', /no codec can decode these bytes, sent by flurry/],
      ['https://collector.test/x', 'unknown', /no codec can decode these bytes$/],
    ];
    for (const [url, class_, reason] of opaque) {
      const [row] = scanOf([], exchangeOf({ url, body })).opaque;
      assert.equal(row?.class, class_);
      assert.match(row.why, reason);
      assert.equal(row.bytes, 400);
    }
    assert.deepEqual(
      scanOf([], exchangeOf({ url: opaque[0]?.[0] ?? '', body: Buffer.from('{"a":"readable"}') })).opaque,
      [],
    );
  });

  it('does not depend on the order of SDKs', () => {
    const reversedRecogniser = createSdkRecogniser(sdks.toReversed());
    for (const [sdk, url, header] of recognized) {
      const exchange = exchangeOf({ url, headers: header ? [header] : [] });
      assert.equal(reversedRecogniser.sdkOf(exchange, fieldsOf(url.split('?')[1] ?? '')), sdk, url);
    }
  });

  it('has a source for each rule', () => {
    for (const { id, requests } of sdks) for (const { source } of requests) assert.ok(source.length > 8, id);
  });
});
