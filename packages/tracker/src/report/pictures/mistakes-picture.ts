import { html, type Markup } from '../markup.js';
import type { MistakeGallery, ShownMistake } from '../report-data.js';
import { ink, picture, short } from './picture.js';

const columns = 4;
const side = 160;
const [tileWidth, tileHeight] = [side + 16, side + 56];
/** What fits below an image, beside what else is said there. */
const [mostOfTruth, mostOfPredicted] = [24, 13];

/** The images that a run is most wrong about, the worst first, with what they show and what it takes them for. */
export function mistakesPicture({ mistakes, images, worst }: MistakeGallery): string {
  const width = 8 + columns * tileWidth;
  const height = 36 + Math.max(1, Math.ceil(worst.length / columns)) * tileHeight;
  return picture(width, height, 'Worst mistakes', [
    html`<text x="8" y="20" font-weight="600"
      >wrong about ${mistakes} of ${images} images; the worst first</text
    >`,
    worst.map((mistake, index) =>
      tile(mistake, 8 + (index % columns) * tileWidth, 36 + Math.floor(index / columns) * tileHeight),
    ),
  ]);
}

const tile = (
  { truth, predicted, probability, thumbnail, path }: ShownMistake,
  x: number,
  y: number,
): Markup =>
  html`<g transform="translate(${x} ${y})">
    <title>${path}</title>
    ${
      thumbnail
        ? html`<image href="${thumbnail}" width="${side}" height="${side}" />`
        : html`<rect width="${side}" height="${side}" fill="${ink.line}" />`
    }
    <text y="${side + 16}">${short(truth, mostOfTruth)}</text>
    <text y="${side + 32}" fill="${ink.vermilion}"
      >not ${short(predicted, mostOfPredicted)} (${Math.round(100 * probability)} %)</text
    >
  </g>`;
