import type { JudgedExchange } from '../../model/evidence.ts';
import type { Sdk } from '../../model/sdk.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { pathOf } from './traffic.ts';

/**
 * Checks the configurations that SDKs requested. A configuration that switches an SDK off, samples or lists blocked
 * events can silence the SDK in every mode. If a configuration was not served, only the defaults of the SDK are known.
 */
export function configurationReasons({ browserTraffic, policy: { sdks } }: RuleInput): Occurrence[] {
  return browserTraffic.flatMap((exchange): Occurrence[] => {
    const { host, url, answer } = exchange;
    if (!isConfigurationRequest(exchange, sdks)) return [];
    const path = pathOf(url);
    if (!answer || answer.status === 0)
      return [
        { code: 'evidence-missing', values: { what: `the response of ${host} to the request for ${path}` } },
      ];
    if (answer.status < 200 || answer.status > 299 || answer.text === '')
      return [{ code: 'configuration-unknown', values: { host, path } }];
    const disabling = disablingDetail(answer.text, silencersOf(sdks));

    return disabling === undefined ? [] : [{ code: 'config-disables', values: { host, detail: disabling } }];
  });
}

function isConfigurationRequest({ responder, url }: JudgedExchange, sdks: readonly Sdk[]): boolean {
  const path = pathOf(url);

  return (
    responder.startsWith('config/') ||
    sdks.some(({ configuration }) => configuration?.paths.some((pattern) => pattern.test(path)))
  );
}

/** Configuration keys that can silence an SDK, each with the values that silence it. */
type Silencers = NonNullable<Sdk['configuration']>['silencedBy'];

function silencersOf(sdks: readonly Sdk[]): Silencers {
  return sdks.flatMap(({ configuration }) => configuration?.silencedBy ?? []);
}

function disablingDetail(text: string | undefined, silencers: Silencers): string | undefined {
  if (text === undefined) return 'the content of the configuration was not recorded';
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // A configuration that cannot be parsed may switch the SDK off, so the case is voided.
    return 'the content of the configuration is not JSON';
  }

  return disablingEntries(parsed, silencers).join(', ') || undefined;
}

function disablingEntries(value: unknown, silencers: Silencers, name = ''): string[] {
  if (Array.isArray(value)) {
    if (/black_?list|block_?list|disabled_?events/i.test(name))
      return value.length > 0 ? [entryText(name, value)] : [];

    return value.flatMap((each) => disablingEntries(each, silencers));
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, each]) => disablingEntries(each, silencers, key));

  const isSilenced = silencers.some(
    ({ key, values }) => key.test(name) && values.some((each) => each === value),
  );

  return isSilenced || isDisablingValue(name, value) ? [entryText(name, value)] : [];
}

/** Whether a key that several SDKs use, such as `disableSDK` (sa-sdk-android) or `sample_rate` (MiStat), has a disabling value. */
function isDisablingValue(name: string, value: unknown): boolean {
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

function entryText(name: string, value: unknown): string {
  return `${name} is ${JSON.stringify(value)}`;
}
