import { counted } from '../../model/counted.ts';
import { STAGES } from '../design.ts';
import type { Experiment, Following } from '../experiment.ts';
import type { Feature } from '../features/feature.ts';
import type { PageExperiment } from '../recorded.ts';
import { labelingOf, type Stage } from '../stage.ts';
import { ERROR } from '../stage-test.ts';
import { drawHistogram } from './histogram.ts';

/** Values of a block that are shown. */
const MOST_VALUES = 2;
/** Characters of a value that are shown. */
const MOST_CHARACTERS = 32;
const FILE = 'depends-on-page.html';

/**
 * A self-contained page about an experiment, by file name: what follows the page, with its values side by side, and how it was
 * tested. `verify` compares it byte by byte.
 */
export function pagesOf(
  experiment: PageExperiment | undefined,
  about: { id: string; simulated: boolean },
): Map<string, string> {
  if (!experiment) return new Map();

  return new Map([[FILE, html(about, bodyOf(experiment))]]);
}

function bodyOf(experiment: PageExperiment): string {
  if (experiment.kind === 'void') return list('Nothing was tested:', experiment.departures);
  const { result, explore, confirm, leftOut } = experiment;
  if (result.kind === 'undecided') return list('Nothing was tested:', [result.why]);
  const { follows } = result;
  const stages = [explore, confirm];
  const tested = `${counted(result.messages.length, 'message')} to others and ${counted(result.features, 'feature')} were compared.`;

  return [
    `<p>${follows.length === 0 ? 'Nothing that was sent follows the page.' : `${counted(follows.length, 'place')} in what was sent ${follows.length === 1 ? 'follows' : 'follow'} the page.`} ${tested}</p>`,
    '<h2>Blocks in the order of recording</h2>',
    ...stages.map((stage, at) => blocksRow(stage, STAGES[at] ?? '')),
    ...follows.map((each) => followingSection(each, result.experiment, stages)),
    ...(leftOut.length > 0
      ? [
          list(
            'Requests to these hosts were not compared. They have a part in the visits, or are allowed:',
            leftOut,
          ),
        ]
      : []),
  ].join('\n');
}

function blocksRow({ arms, blocks }: Stage, name: string): string {
  const cells = blocks.map(({ arm }) => `<td class="arm${arm}">${arms[arm] ?? ''}</td>`);

  return `<table class="blocks"><tr><th>${name}</th>${cells.join('')}</tr></table>`;
}

function followingSection(following: Following, experiment: Experiment, stages: readonly Stage[]): string {
  const { feature, separation, p, pooled, pagesToldApart, again, fits } = following;
  const { host, template, where, kind, family } = feature;
  const values = experiment.valuesAt(feature);
  const blocks = stages.reduce((sum, stage) => sum + stage.blocks.length, 0);
  let first = 0;
  const tables = stages.map((stage, at) => {
    const shown = at === 0 ? following : again;
    const table = stageTable(STAGES[at] ?? '', stage, {
      counted: shown?.feature,
      values: values.slice(first, first + stage.blocks.length),
    });
    first += stage.blocks.length;

    return table;
  });
  const [explore = new Uint8Array(), confirm] = stages.map(labelingOf);
  const test = pooled
    ? `<p>All features of this place together have p = ${p.toFixed(4)} in the first stage.</p>`
    : `<p>Separation ${separation.toFixed(2)}, p = ${p.toFixed(4)} in the first stage. Bars: the best feature of the same family, under each assignment of blocks to pages.</p>${drawHistogram(experiment.maximaOf(family, explore, confirm), separation)}`;

  return [
    `<section><h2>${escape(host === '' ? 'all hosts' : host)}</h2>`,
    `<p><code>${escape(template === '' ? where : `${where} of ${template}`)}</code> (${escape(kind)}) follows the page in ${fits} of ${counted(blocks, 'block')}. It tells at least ${counted(pagesToldApart, 'page')} apart.</p>`,
    ...tables,
    `${test}</section>`,
  ].join('\n');
}

/** The blocks of a stage side by side, those of page A first: what was counted, and what was sent. */
function stageTable(
  name: string,
  stage: Stage,
  { counted: feature, values }: { counted: Feature | undefined; values: readonly (readonly string[])[] },
): string {
  const labeling = labelingOf(stage);
  const columns = [...labeling.keys()].sort(
    (one, other) => (labeling[one] ?? 0) - (labeling[other] ?? 0) || one - other,
  );
  const row = (title: string, cell: (block: number) => string, tag = 'td') =>
    `<tr><th>${title}</th>${columns.map((block) => `<${tag} class="arm${labeling[block]}">${cell(block)}</${tag}>`).join('')}</tr>`;
  const rows = [row(name, (block) => stage.arms[labeling[block] ?? 0] ?? '', 'th')];
  if (feature) rows.push(row(escape(shortened(feature.detail)), (block) => countIn(feature, block)));
  if (values.some(({ length }) => length > 0))
    rows.push(row('values', (block) => cellOf(values[block] ?? [])));

  return `<table>${rows.join('')}</table>`;
}

function countIn({ counts, totals }: Feature, block: number): string {
  const count = String(Number((counts[block] ?? 0).toPrecision(4)));

  return totals ? `${count} of ${totals[block] ?? 0}` : count;
}

function cellOf(values: readonly string[]): string {
  const different = [...new Set(values)];
  const shown = different.slice(0, MOST_VALUES).map((value) => `<code>${escape(shortened(value))}</code>`);
  const more =
    different.length > MOST_VALUES ? [`and ${counted(different.length - MOST_VALUES, 'other')}`] : [];

  return [...shown, ...more].join('<br>');
}

function shortened(value: string): string {
  return value.length <= MOST_CHARACTERS ? value : `${value.slice(0, MOST_CHARACTERS)}...`;
}

function list(title: string, items: readonly string[]): string {
  return `<p>${title}</p><ul>${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
}

function html({ id, simulated }: { id: string; simulated: boolean }, body: string): string {
  const title = `Does what is sent depend on the page? ${id}`;

  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)}</h1>
${simulated ? '<p><strong>Simulated: this says nothing about a real release.</strong></p>\n' : ''}<p>Two pages, A and B, were visited again and again in a random order, then two others with the same names. A place follows the page if what is sent there is the same for the same page and different for different pages, in both stages. If nothing depends on the page, both stages find something with a probability of at most ${ERROR}.</p>
${body}
</body>
</html>
`;
}

/** Characters that nobody sees, or that would change the order of others. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu;
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text
    .replaceAll(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`)
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }
body { margin: 1rem; } h1 { font-size: 1.1rem; overflow-wrap: anywhere; } h2 { font-size: 1rem; }
table { border-collapse: collapse; margin: .4rem 0; display: block; overflow-x: auto; }
th, td { border: 1px solid #8884; padding: .2rem .5rem; text-align: left; vertical-align: top; }
td code { overflow-wrap: anywhere; }
.arm0 { background: #0072b222; } .arm1 { background: #d55e0022; }
`;
