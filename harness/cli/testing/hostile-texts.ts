import type { Run } from '../../model/run.ts';
import type { PageCaseSpec } from './page-run.ts';

/** Markup, quotes, terminal escapes, a right-to-left override, line ends, a path, a script's address, a shell's substitution. */
export const HOSTILE =
  "\"><script>alert(1)</script><img src=x onerror=alert(1)>' onclick='x \u202e\u001b[31m\u0007\r\n\u2028 javascript:alert(1) ../../../etc/passwd $(touch x) `id` &lt; </pre></style></title><!-- ";
/** The same length, without a meaning. */
export const HARMLESS = 'a'.repeat(HOSTILE.length);

/** Keys of a case's files and of `run.json` whose texts come from the phone, from traffic, or from a forger. */
const KEYS = new Set(
  (
    'text host part chain match sdk name owner domain country value form place detail model build serial android interception ' +
    'label summary why cause sni url method rules version node appium driver mockttp chromium scenario package recipients release'
  ).split(' '),
);
/** Keys whose values the schemas or the page look up. */
const KEPT = new Set(['mode', 'schema', 'kind', 'id']);

/** Adds a text to each text of a value that a reader may be shown. */
export function withText(value: unknown, text: string, isShown = false): unknown {
  if (typeof value === 'string') return isShown ? value + text : value;
  if (Array.isArray(value)) return value.map((each) => withText(each, text, isShown));
  if (typeof value !== 'object' || value === null) return value;

  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      KEPT.has(key) ? each : withText(each, text, KEYS.has(key)),
    ]),
  );
}

/** A case whose files have a text in every place that a page shows. Its first title has a million characters. */
export function caseWithText(spec: PageCaseSpec, text: string): PageCaseSpec {
  return {
    ...spec,
    versionName: `9.0.0-${text.slice(0, 60)}`,
    change(name, content) {
      if (name === 'ledger.json' || name === 'identity.json') return content;
      const changed = withText(content, text) as { id: string; value: string }[];
      if (name === 'canaries.json')
        for (const each of changed) if (each.id.endsWith('-title')) each.value += 'T'.repeat(1_000_000);
      if (name === 'traffic.har') return withText(content, text);

      return changed;
    },
  };
}

/** A run with a text in every place that a page shows, except in ids. */
export function runWithText(run: Run, text: string): Run {
  const { cases, ...rest } = withText({ ...run, cases: [] }, text) as Run;

  return {
    ...rest,
    cases: run.cases.map((row) => ({
      ...row,
      recipients: row.recipients.map((host) => host + text),
      reasons: withText(row.reasons, text) as typeof row.reasons,
      mode: { ...row.mode, switch: { label: text, checked: true } },
    })),
    linkability: cases.map(() => ({
      release: text,
      level: 'across-resets' as const,
      by: [
        {
          name: text,
          means: 'device' as const,
          level: 'across-resets' as const,
          certainty: 'certain' as const,
          token: text,
          cases: [],
        },
      ],
    })),
  };
}
