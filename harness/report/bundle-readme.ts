import { counted } from '../model/counted.ts';
import { printable } from '../model/printable.ts';
import type { Redaction } from '../model/redaction.ts';
import type { Run } from '../model/run.ts';

/** `README.md` of a redacted bundle, for readers who have nothing but the bundle. */
export function bundleReadme(run: Run, redaction: Redaction, digest: string): string {
  const { of, replaced, files, parts, lost } = redaction;
  const simulated = run.handsets.some((handset) => handset.simulated)
    ? ['', 'The run used a simulated handset. Its results say nothing about a real release.']
    : [];

  return [
    `# Redacted bundle of the Leakgate run ${code(run.id)}`,
    '',
    'Leakgate tests whether a mobile browser tells others which pages are visited in private mode. This folder is a copy of a run',
    "without the tester's own values. Open `index.html` to read it; the page makes no request.",
    ...simulated,
    '',
    '## What was replaced',
    '',
    'Each value was replaced by another one of the same length and alphabet, in every encoding in which it was found. The same',
    'value always has the same replacement.',
    '',
    ...(replaced.length === 0
      ? ['No value was replaced.']
      : replaced.map(({ name, times }) => `* ${code(name)}: ${counted(times, 'time')}`)),
    '',
    `${counted(files.length, 'file was', 'files were')} left out, and ${counted(parts.length, 'part')} of messages. \`redaction.json\` lists them with`,
    'their SHA-256. Pictures of the screen are left out, as what they show cannot be replaced.',
    ...(lost.length === 0
      ? ['', 'Redaction changed no verdict and no finding.']
      : [
          '',
          'Redaction changed these verdicts or findings:',
          '',
          ...lost.map(
            (loss) =>
              `* ${code(loss.case)}: ${loss.verdict.was} in the run, ${loss.verdict.is} in this bundle; ${counted(loss.findings.length, 'finding')} cannot be verified here`,
          ),
        ]),
    '',
    '## How to verify it',
    '',
    'In a clone of Leakgate, with the folder of this bundle in place of BUNDLE:',
    '',
    '```',
    'npx leakgate verify BUNDLE',
    `npx leakgate verify BUNDLE --digest sha256:${digest}`,
    '```',
    '',
    'This checks each file against its digest, then decodes the recorded traffic and judges each case again. Compare the digest',
    'with one that was published elsewhere: anyone who changes a bundle can change this file too.',
    '',
    'The digest is the SHA-256 of `run.json` in canonical form (RFC 8785), so that `sha256sum run.json` prints another one.',
    '`run.json` has the digest of each file of the evidence. It does not cover this file and the pages, which are made from the',
    'evidence and can be made again with `npx leakgate report BUNDLE`. `SHA256SUMS` lists all files.',
    '',
    `The bundle was made from the run with the digest \`sha256:${of}\`.`,
    'Only who has that run can check that nothing else was changed.',
    '',
  ].join('\n');
}

/** A text of the run as code on one line, which cannot end the code early. */
function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'")}\``;
}
