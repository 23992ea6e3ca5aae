import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { html, trusted, type Content, type Markup } from '../markup.js';

const { document } = parseHTML('<!doctype html><body></body>');

/** Colours of Okabe and Ito, which colour-blind people tell apart. */
export const ink = {
  dark: '#1b1b1b',
  muted: '#6b6b6b',
  line: '#e3e3e3',
  blue: '#0072b2',
  vermilion: '#d55e00',
};

/** About as wide as a text of 12 pixels is drawn; whoever shows it has the font. */
export const textWidth = (text: string): number =>
  [...text].reduce((width, character) => width + (character > '\u2e7f' ? 13 : 7), 0);

/** Cut where it would run out of the picture. */
export const short = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
};

/**
 * An SVG file by itself: with a ground of its own, no script, and only `data:` beside it. As text it stays sharp at any
 * size, and whoever shows it has the fonts for its names.
 */
export const picture = (width: number, height: number, title: string, content: Content): string =>
  html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    font-family="system-ui, sans-serif"
    font-size="12"
    fill="${ink.dark}"
  >
    <title>${title}</title>
    <rect width="${width}" height="${height}" fill="#ffffff" />
    ${content}
  </svg>`.text;

/** A chart of Observable Plot as a part of a picture. */
export function panel(x: number, y: number, options: PlotOptions): Markup {
  const svg = plot({ document, style: { fontSize: '12px', background: 'none' }, ...options } as PlotOptions);
  svg.setAttribute('x', String(x));
  svg.setAttribute('y', String(y));
  svg.removeAttribute('font-family');
  // HTML may name characters that XML does not.
  return trusted(svg.outerHTML.replaceAll('&nbsp;', '&#160;'));
}
