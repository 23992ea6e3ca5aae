import { areas } from './catalogue.js';

/** `docs/errors.md`: the catalogue as a page. */
export function errorsPage(): string {
  const sections = Object.values(areas).map(({ title, codes }) => {
    const entries = Object.entries(codes).map(([code, text]) => `### ${code}\n\n${text}`);
    return [`## ${title}`, ...entries].join('\n\n');
  });
  return [
    '<!-- Emitted by packages/core/tools/emit-docs.mjs from packages/core/src/errors/catalogue. Edit that. -->',
    '# Errors',
    'What each code means. Every problem is printed with its place, what was expected, what was found and how to mend it; all problems of a spec are reported at once.',
    ...sections,
    '',
  ].join('\n\n');
}
