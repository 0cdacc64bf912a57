import { createHash } from 'node:crypto';
import { printable } from '../model/printable.ts';
import { messageOf, titleOf } from './message.ts';
import { headlineOf } from './summary/headline.ts';
import { claimedLeaks } from './summary/leaks.ts';
import { sentenceOf } from './summary/sentence.ts';
import type { CaseSummary, Outcome, RunSummary } from './summary/summary.ts';

/**
 * SARIF 2.1.0, as code scanning reads it: a new leak is an error, an undecided case a warning, a known leak a note. Cases
 * without one of these are in no result. Locations are paths in the run's folder.
 */
export function sarifOf(summary: RunSummary): string {
  const { run } = summary;
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Leakgate', version: run.tool.version, rules: RULES } },
        automationDetails: { id: `leakgate/${run.id}` },
        invocations: [
          {
            executionSuccessful: run.gate !== null && run.gate.exitCode !== 3,
            exitCode: run.gate?.exitCode,
            startTimeUtc: run.startedAt,
            ...(run.finishedAt !== null && { endTimeUtc: run.finishedAt }),
            toolExecutionNotifications: [
              ...summary.warnings.map((line) => line.trim()),
              ...summary.otherFailures.map(({ case: name, why }) => `${name}: ${why}`),
            ].map((text) => ({ level: 'error', message: { text: printable(text) } })),
          },
        ],
        originalUriBaseIds: { RUN: { description: { text: "the run's folder" } } },
        results: summary.cases.flatMap((each) => resultsOf(each)),
        properties: {
          digest: `sha256:${summary.digest}`,
          rules: run.rules,
          simulated: summary.simulated,
          ...(run.redacted && { redactedCopyOf: `sha256:${run.redacted.of}` }),
          gate: headlineOf(summary),
        },
      },
    ],
  };

  return `${JSON.stringify(log, null, 2)}\n`;
}

type RuleId = 'leak' | 'known-leak' | 'unexpected' | 'undecided';

const RULE_TEXTS: Readonly<Record<RuleId, string>> = {
  leak: 'A release sent what was browsed, and no expectation excuses it.',
  'known-leak': 'A release sent what was browsed, as apks/expectations.yaml expects.',
  unexpected: 'A clean case for which the gate fails.',
  undecided: 'A case without a verdict, which proves nothing.',
};

const LEVELS: Readonly<Record<RuleId, 'error' | 'warning' | 'note'>> = {
  leak: 'error',
  'known-leak': 'note',
  unexpected: 'error',
  undecided: 'warning',
};

const RULE_OF: Readonly<Partial<Record<Outcome, RuleId>>> = {
  'new-leak': 'leak',
  'known-leak': 'known-leak',
  unexpected: 'unexpected',
  undecided: 'undecided',
};

const RULES = Object.entries(RULE_TEXTS).map(([id, text]) => ({
  id,
  shortDescription: { text },
  defaultConfiguration: { level: LEVELS[id as RuleId] },
}));

function resultsOf(each: CaseSummary): object[] {
  const ruleId = RULE_OF[each.outcome];
  if (ruleId === undefined) return [];
  const { row } = each;

  return [
    {
      ruleId,
      ruleIndex: RULES.findIndex(({ id }) => id === ruleId),
      level: LEVELS[ruleId],
      message: { text: titleOf(each) },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: evidenceUri(each), uriBaseId: 'RUN' } },
          logicalLocations: [
            {
              name: printable(row.scenario),
              fullyQualifiedName: printable(`${each.release}/${row.scenario}/${each.mode}`),
              kind: 'case',
            },
          ],
        },
      ],
      partialFingerprints: { 'leakgate/v1': fingerprintOf(each) },
      properties: {
        sentence: sentenceOf(each),
        details: messageOf(each),
        release: printable(each.release),
        scenario: printable(row.scenario),
        mode: each.mode,
        simulated: each.simulated,
        recipients: row.recipients.map(printable),
      },
    },
  ];
}

/** The recorded traffic of a case; `run.json` for a case that never ran, which has none. */
function evidenceUri({ row, record }: CaseSummary): string {
  if (!record) return 'run.json';

  return `${row.evidence}traffic.har`.split('/').map(encodeURIComponent).join('/');
}

/** The same in every run for the same release, scenario, mode, recipients and kinds of values: canaries differ in each run. */
function fingerprintOf({ row, mode, verdict, leaks }: CaseSummary): string {
  const sent = [
    ...new Set(claimedLeaks(leaks).map(({ host, kind, sdk }) => [host, kind, sdk ?? ''].join(' '))),
  ].toSorted();
  const identity = [
    row.release.family,
    row.release.versionName,
    row.release.sha256,
    row.scenario,
    mode,
    verdict,
  ];

  return createHash('sha256')
    .update(JSON.stringify([identity, sent]))
    .digest('hex');
}
