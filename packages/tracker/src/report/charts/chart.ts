import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { html, trusted, type Markup } from '../markup.js';
import { titleOf, type RunView } from '../sweep-view.js';

const { document } = parseHTML('<!doctype html><body></body>');

/**
 * Draws a static SVG with Observable Plot in a document of its own. It takes its colours from the page, by
 * `currentColor` and custom properties, so it turns dark with it. `title` says what is to be seen, for who cannot.
 */
export function chart(title: string, options: PlotOptions): Markup {
  const svg = plot({ document, style: { fontSize: '12px', background: 'none' }, ...options } as PlotOptions);
  for (const mark of svg.querySelectorAll('[aria-label^="run:"]')) {
    mark.setAttribute('data-run', mark.getAttribute('aria-label')!.slice(4));
    mark.removeAttribute('aria-label');
  }
  // An image to assistive technology: its marks by themselves say nothing, the table beside them does.
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', '');
  svg.removeAttribute('font-family');
  const [before, after] = svg.outerHTML.split('aria-label=""');
  return html`${trusted(before!)}aria-label="${title}"${trusted(after!)}`;
}

/** Channels that tie a mark to its run: the pointer shows its name, and the page finds it to highlight it. */
export const ofRun = <Point extends { readonly view: RunView }>() => ({
  ariaLabel: ({ view }: Point) => `run:${view.record.id}`,
  title: ({ view }: Point) => titleOf(view),
});

/** Coloured runs lie on top. */
export const quietFirst = (views: readonly RunView[]): readonly RunView[] => views.toReversed();
