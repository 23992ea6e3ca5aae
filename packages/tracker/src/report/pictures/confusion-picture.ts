import { cell, frame, text } from '@observablehq/plot';
import type { Evaluation } from '../report-data.js';
import { html } from '../markup.js';
import { ink, panel, picture, short, textWidth } from './picture.js';

/** Up to so many classes, cells have room for their counts. */
const mostCounted = 30;
/** Of a class's name. */
const mostCharacters = 24;

interface Cell {
  readonly truth: string;
  readonly predicted: string;
  readonly count: number;
  /** Of the images that show the true class. */
  readonly share: number;
}

/** Rows are the true classes, columns the predicted ones; the darker a cell, the more of its row is in it. */
export function confusionPicture({ on, images, classes, confusion }: Evaluation): string {
  const longest = Math.max(...classes.map((each) => textWidth(short(each, mostCharacters))));
  const margin = 24 + longest;
  const side = Math.min(900, Math.max(200, classes.length * (classes.length <= mostCounted ? 42 : 12)));
  const cells = confusion
    .flatMap((row, truth) => rowCells(classes, row, truth))
    .filter(({ count }) => count > 0);
  const isTurned = classes.length > 4 || longest > side / classes.length;
  // Names of columns lean to the right.
  const marginRight = isTurned ? 16 + longest / 2 : 16;
  const title = `${images} ${on} images: rows show, columns say`;
  const width = Math.max(margin + side + marginRight, 24 + textWidth(title));
  const height = margin + side + 40;
  return picture(width, height, `Confusion of ${images} ${on} images`, [
    html`<text x="8" y="20" font-weight="600">${title}</text>`,
    panel(0, 32, {
      ...{
        width,
        height: height - 32,
        marginLeft: margin,
        marginTop: margin,
        marginRight: width - margin - side,
        marginBottom: 8,
      },
      x: {
        domain: classes,
        axis: 'top',
        label: null,
        tickRotate: isTurned ? -60 : 0,
        tickSize: 0,
        tickFormat,
      },
      y: { domain: classes, label: null, tickSize: 0, tickFormat },
      color: { type: 'linear', domain: [0, 1], range: ['#ffffff', ink.blue] },
      marks: [
        frame({ stroke: ink.line }),
        cell(cells, { x: 'predicted', y: 'truth', fill: 'share' }),
        ...(classes.length <= mostCounted
          ? [
              text(cells, {
                x: 'predicted',
                y: 'truth',
                text: ({ count }: Cell) => String(count),
                fill: ({ share }: Cell) => (share > 0.55 ? '#ffffff' : ink.dark),
              }),
            ]
          : []),
      ],
    }),
  ]);
}

const tickFormat = (name: string): string => short(name, mostCharacters);

function rowCells(classes: readonly string[], row: readonly number[], truth: number): readonly Cell[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count, predicted) => ({
    truth: classes[truth]!,
    predicted: classes[predicted]!,
    count,
    share: total > 0 ? count / total : 0,
  }));
}
