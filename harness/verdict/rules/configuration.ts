import type { JudgedExchange } from '../../model/evidence.ts';
import type { Sdk } from '../../model/sdk.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { pathOf } from './traffic.ts';

/**
 * Checks the configurations that SDKs requested. An SDK that is off, samples or has a blacklist is silent in every
 * mode; without its configuration, an SDK is known only by its defaults.
 */
export function configurationReasons({ browserTraffic, policy: { sdks } }: RuleInput): Occurrence[] {
  return browserTraffic.flatMap((exchange): Occurrence[] => {
    const { host, url, answer } = exchange;
    if (!asksForConfiguration(exchange, sdks)) return [];
    const path = pathOf(url);
    if (!answer || answer.status === 0)
      return [{ code: 'evidence-missing', values: { what: `the response of ${host} to ${path}` } }];
    if (answer.status < 200 || answer.status > 299 || answer.text === '')
      return [{ code: 'configuration-unknown', values: { host, path } }];
    const off = whatIsOff(answer.text, silencersOf(sdks));

    return off === undefined ? [] : [{ code: 'config-disables', values: { host, detail: off } }];
  });
}

function asksForConfiguration({ responder, url }: JudgedExchange, sdks: readonly Sdk[]): boolean {
  const path = pathOf(url);

  return (
    responder.startsWith('config/') ||
    sdks.some(({ configuration }) => configuration?.paths.some((pattern) => pattern.test(path)))
  );
}

/** Configuration keys that silence an SDK, and the values that do. */
type Silencers = NonNullable<Sdk['configuration']>['silencedBy'];

function silencersOf(sdks: readonly Sdk[]): Silencers {
  return sdks.flatMap(({ configuration }) => configuration?.silencedBy ?? []);
}

function whatIsOff(text: string | undefined, silencers: Silencers): string | undefined {
  if (text === undefined) return 'its content was not recorded';
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Reported: an unreadable configuration may turn anything off.
    return 'its content is not JSON';
  }

  return switches(parsed, silencers).join(', ') || undefined;
}

function switches(value: unknown, silencers: Silencers, name = ''): string[] {
  if (Array.isArray(value)) {
    if (/black_?list|block_?list|disabled_?events/i.test(name))
      return value.length > 0 ? [named(name, value)] : [];

    return value.flatMap((each) => switches(each, silencers));
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, each]) => switches(each, silencers, key));

  const isSilenced = silencers.some(
    ({ key, values }) => key.test(name) && values.some((each) => each === value),
  );

  return isSilenced || isOff(name, value) ? [named(name, value)] : [];
}

/** Keys that several SDKs use: `disableSDK`, `event_blacklist` (sa-sdk-android), `sample_rate` (MiStat). */
function isOff(name: string, value: unknown): boolean {
  if (/debug/i.test(name)) return false;
  if (/^disabled?(?:_?(?:sdk|upload|track|event|log)\w*)?$/i.test(name)) return isTrue(value);
  if (/^(?:is_?)?(?:enabled?|upload_?(?:switch|enabled?)|switch)$/i.test(name)) return isFalse(value);
  if (!/sampl/i.test(name) && !/^(?:upload_?)?rate$/i.test(name)) return false;
  const rate = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;

  return typeof rate === 'number' && rate < 1;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === 'true' || value === '1';
}

function isFalse(value: unknown): boolean {
  return value === false || value === 0 || value === 'false' || value === '0';
}

function named(name: string, value: unknown): string {
  return `${name} is ${JSON.stringify(value)}`;
}
