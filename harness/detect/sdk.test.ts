import assert from 'node:assert/strict';
import { fieldsOf } from './codecs/form.ts';
import { sdkRows } from './data/sdks.ts';
import { sdkOf } from './sdk.ts';
import { exchangeOf } from './testing/exchange.ts';

describe('which SDK spoke', () => {
  const spoken: [sdk: string | undefined, url: string, header?: [string, string]][] = [
    ['firebase', 'https://app-measurement.com/a'],
    ['firebase', 'https://firebaselogging-pa.googleapis.com/v1/firelog/legacy/batchlog'],
    ['ga4', 'https://analytics.test/g/collect?v=2&tid=G-1&cid=1.2'],
    ['facebook', 'https://graph.facebook.com/v12.0/1234/activities'],
    ['adjust', 'https://app.adjust.net.in/event'],
    ['branch', 'https://api2.branch.io/v1/open'],
    ['appsflyer', 'https://t.appsflyer.com/api/v6.1/androidevent?app_id=x'],
    ['umeng', 'https://collector.test/any', ['Msg-Type', 'envelope/json']],
    ['onetrack', 'https://tracking.intl.miui.com/track/v4'],
    ['miui-analytics', 'https://tracking.intl.miui.com/track/spock'],
    ['tencent-beacon', 'http://oth.eve.mdt.qq.com:8080/analytics/upload'],
    [undefined, 'https://app-measurement.com/config/app/1'],
    [undefined, 'https://graph.facebook.com/me'],
    [undefined, 'https://analytics.test/g/collect?v=2'],
    [undefined, 'https://collector.test/track/v4'],
  ];
  for (const [sdk, url, header] of spoken)
    it(`calls ${url} ${sdk ?? 'nobody known'}`, () => {
      const fields = fieldsOf(url.split('?')[1] ?? '');
      assert.equal(sdkOf(exchangeOf({ url, headers: header ? [header] : [] }), fields), sdk);
    });

  it('never goes by a host alone', () => {
    for (const row of sdkRows) assert.ok(row.path ?? row.header ?? row.fields, row.sdk);
  });
});
