import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** A command that a page tells people to type. */
export interface DocumentedCommand {
  /** `README.md:28` */
  readonly place: string;
  /** Without settings of the environment and what is piped behind. */
  readonly words: readonly string[];
}

const pages = (): string[] => [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
  ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

/** All of them: lines of code blocks, and code in the text, that begin as a command does. */
export function documentedCommands(): DocumentedCommand[] {
  return pages().flatMap((page) =>
    textOf(page)
      .split('\n')
      .flatMap((line, index) => {
        const spans = [...line.matchAll(/`([^`]+)`/g)].map(([, span]) => span!);
        return (spans.length > 0 ? spans : [line]).flatMap((text) =>
          commandsIn(text, `${page}:${index + 1}`),
        );
      }),
  );
}

function textOf(page: string): string {
  try {
    return readFileSync(join(root, page), 'utf8');
  } catch {
    return '';
  }
}

const commandsIn = (text: string, place: string): DocumentedCommand[] =>
  text
    // A comment may say another way.
    .split(/(?:^|\s)# (?:or: )?|&&|\||;/)
    .map((part) => part.trim().replace(/^([A-Z_]+=\S+ )+/, ''))
    .filter((part) => /^(npx (thaw|nx) |thaw \S|npm \S|node (?!-)\S|\.ci\/run)/.test(part))
    .map((part) => ({ place, words: words(part) }));

/** Split as a shell does. */
const words = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replaceAll(/['"]/g, ''));
