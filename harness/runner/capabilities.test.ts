import assert from 'node:assert/strict';
import { Fault } from '../model/fault.ts';
import { parseCapabilities } from './capabilities.ts';

describe('--capability', () => {
  it('takes numbers, booleans and text, with or without the prefix', () => {
    assert.deepEqual(
      parseCapabilities([
        'adbExecTimeout=120000',
        'appium:disableWindowAnimation=true',
        'appium:locale=DE',
        'url=http://a/?b=c',
        'empty=',
        'list=[1]',
      ]),
      {
        'appium:adbExecTimeout': 120_000,
        'appium:disableWindowAnimation': true,
        'appium:locale': 'DE',
        'appium:url': 'http://a/?b=c',
        'appium:empty': '',
        'appium:list': '[1]',
      },
    );
  });

  for (const text of [
    'udid=1',
    'appium:udid=1',
    'platformName=iOS',
    'app=/x.apk',
    'newCommandTimeout=5',
    'browserName=Chrome',
  ])
    it(`refuses ${text}, which Leakgate sets itself`, () => {
      assert.throws(
        () => parseCapabilities([text]),
        (error) => error instanceof Fault && error.message.startsWith(`--capability ${text}: Leakgate sets`),
      );
    });

  for (const text of ['', '=', '=1', 'adbExecTimeout', 'a b=1', 'goog:x=1', 'appium:=1'])
    it(`refuses '${text}'`, () => {
      assert.throws(() => parseCapabilities([text]), /is not NAME=VALUE/);
    });
});
