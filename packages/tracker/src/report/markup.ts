/** HTML that may be inserted as it stands. Only `html` and `trusted` make it, so text from outside is always escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | false | undefined | readonly Content[];

/** A template whose values are escaped, unless they are markup themselves. */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Markup =>
  new Markup(
    strings.map((text, index) => text + (index < values.length ? write(values[index]) : '')).join(''),
  );

/** For what another library has escaped already. */
export const trusted = (text: string): Markup => new Markup(text);

/** A name from outside, which may run from right to left and must not turn what stands beside it. */
export const name = (text: string): Markup => html`<bdi>${text}</bdi>`;

function write(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(write).join('');
  return escapeHtml(String(content));
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** HTML has no way to write control characters. */
const escapeHtml = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => entities.get(character)!)
    // eslint-disable-next-line no-control-regex
    .replace(/[\0-\x08\x0b-\x1f\x7f]/g, '\ufffd');
