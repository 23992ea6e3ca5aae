// How campaigns are told.

import { format } from 'prettier';
import { add, nothing } from './pieces.mjs';

const shown = (value) => value.toLocaleString('en');
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

export function describePiece({ name, from, tried, accepted, refused, seconds, findings }) {
  const lines = findings
    .slice(0, 5)
    .map(({ file, what }) => `  ${file}: ${what.split('\n').slice(0, 3).join(' | ')}`);
  const more = findings.length > 5 ? [`  and ${findings.length - 5} more`] : [];
  const rate = `${Math.round(tried / seconds)} a second`;
  return [
    `${name} from ${from}: ${shown(tried)} tried, ${shown(accepted)} accepted, ${shown(refused)} refused, ${findings.length} findings, ${rate}`,
    ...lines,
    ...more,
  ].join('\n');
}

const columns = {
  tried: ({ tried }) => shown(tried),
  accepted: ({ accepted }) => shown(accepted),
  'of them as written': ({ equal }) => shown(equal),
  refused: ({ refused }) => shown(refused),
  'ended by a limit': ({ ended }) => shown(ended),
  findings: ({ findings }) => findings.length,
  'worst seconds': ({ slowest: [ms] }) => (ms / 1000).toFixed(2),
  'worst memory': ({ largest: [bytes] }) => megabytes(bytes),
};

export function resultsTable(names, pieces) {
  const rows = names
    .map((name) => [name, pieces.filter((piece) => piece.name === name)])
    .filter(([, own]) => own.length > 0)
    .map(([name, own]) => {
      const sum = own.reduce(add, nothing());
      return [name, ...Object.values(columns).map((of) => of(sum))];
    });
  const heads = ['target', ...Object.keys(columns)];
  const line = heads.map((_, index) => (index === 0 ? '---' : '---:'));
  return [heads, line, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

export function resultsPage(names, pieces) {
  const of = (part) => [...new Set(pieces.map((piece) => piece[part]))].join(' and ');
  return format(
    `# What came of the inputs that \`npm run fuzz\` has tried

Seed ${of('seed')}; ${of('machine')}, busy with other work. Seconds are of the processor, memory is what one input had the process grow by. Ended by a limit is what takes more than two
seconds, as reading that never ends does: in Thaw its reader's thread is ended. Findings are what the campaign has met on its way: each is mended, and its input among
[the worst](worst.json), which the tests try first.

${resultsTable(names, pieces)}`,
    { parser: 'markdown', proseWrap: 'preserve' },
  );
}
