// Markdown tables and the figures in them.
import { median } from '../statistics.mjs';

/** Columns are `[title, cell of a row, alignment]`. */
export function table(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const isText = (column) => column[2] === 'left';
  return [
    line(columns.map(([title]) => title)),
    line(columns.map((column) => (isText(column) ? '---' : '--:'))),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ].join('\n');
}

/** `12.3 (12.1–12.9)` */
export const spread = (values, digits) => {
  const [least, middle, greatest] = [Math.min(...values), median(values), Math.max(...values)];
  const text = [least, middle, greatest].map((value) => value.toFixed(digits));
  return values.length === 1 ? text[1] : `${text[1]} (${text[0]}–${text[2]})`;
};

/** `Node 20.20.0, TensorFlow 2.21.0` of all rows together; a row measured with another is told apart by its date. */
export const versionsOf = (rows) => {
  const known = new Map();
  for (const { versions } of rows)
    for (const [name, version] of Object.entries(versions))
      known.set(name, (known.get(name) ?? new Set()).add(version));
  return [...known].map(([name, found]) => `${titles[name] ?? name} ${[...found].join(', ')}`).join('; ');
};

const titles = {
  thaw: 'Thaw',
  node: 'Node',
  keras: 'Keras',
  'tensorflow-cpu': 'TensorFlow',
  torch: 'PyTorch',
};

export const day = ({ measured }) => measured.slice(0, 10);
