import assert from 'node:assert/strict';
import { fakePhone } from '../testing/fake-phone.ts';
import { procNetCounter } from './proc-net.ts';

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const rowOf = (uid: number): string =>
  `   0: 6401A8C0:9C40 0A0200C0:01BB 01 00000000:00000000 00:00000000 00000000 ${uid}        0 12345 1`;

describe('the list of open sockets', () => {
  it('leaves sockets of UIDs whose traffic is redirected or refused to the other counters', async () => {
    const fake = fakePhone();
    const tcp = [HEADER, rowOf(10_123), rowOf(10_200), rowOf(99_001)].join('\n');
    fake.intercept = (line) =>
      line.includes('/proc/net/')
        ? `tcp\n${tcp}\ntcp6\n${HEADER}\nudp\n${HEADER}\nudp6\n${HEADER}\n`
        : undefined;
    for (const [redirected, expected] of [
      [[], [10_123, 10_200, 99_001]],
      [[10_123, 99_001], [10_200]],
    ] as const) {
      const counter = procNetCounter(fake.phone, 1000, (uid) => redirected.some((each) => each === uid));
      await counter.begin({ uids: [10_123, 10_200], known: [{ first: 0, last: 10_400 }] });
      const { around } = await counter.read();
      assert.deepEqual(
        around.map(({ uid }) => uid),
        expected,
      );
      await counter.stop();
    }
  });
});
