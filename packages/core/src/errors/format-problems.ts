import type { Problem, SourcePosition } from './problem.js';
import { visible } from './visible.js';

type Paint = (text: string) => string;

/** How the parts of a report are painted, for example with ANSI colours. What is left out stays plain. */
export interface ProblemStyle {
  readonly place?: Paint;
  readonly code?: Paint;
  readonly caret?: Paint;
  readonly label?: Paint;
}

/** Columns of a source line that are shown; longer lines are cut around the place. */
const excerptWidth = 96;
/** Of other lines: what a file has may be of any length. */
const lineWidth = 2000;

/**
 * Problems for people, in the order given, a blank line between them; of one in a file that
 * another extends, also where:
 *
 *     experiments/x.yaml:12:13 THAW-SPEC-WRONG-TYPE
 *       epochs must be a whole number
 *        12 |     epochs: ten
 *           |             ^^^
 *       extended by experiments/y.yaml:2:10
 *       expected: a whole number ≥ 1
 *       found:    "ten"
 *       mend:     write for example `epochs: 10`
 */
export function formatProblems(problems: readonly Problem[], style: ProblemStyle = {}): string {
  return problems.map((problem) => formatProblem(problem, style)).join('\n\n');
}

function formatProblem(
  problem: Problem,
  { place = same, code = same, caret = same, label = same }: ProblemStyle,
) {
  const { position } = problem;
  const detail = (name: string, text: string | undefined) =>
    text === undefined ? [] : [`  ${label(`${name}:`.padEnd(9))} ${indent(shown(text), 12)}`];
  return [
    position ? `${place(placeText(position))} ${code(problem.code)}` : code(problem.code),
    `  ${indent(shown(problem.message), 2)}`,
    ...(position?.excerpt === undefined ? [] : excerptLines(position, position.excerpt, caret)),
    ...(position?.extendedBy ?? []).map((by) => `  ${label('extended by')} ${placeText(by)}`),
    ...detail('expected', problem.expected),
    ...detail('found', problem.found),
    ...detail('mend', problem.remedy),
  ].join('\n');
}

/** `experiments/x.yaml:12:13`, or of a spec that is an object `spec.phases[0].epochs`. */
const placeText = ({ file, line, column, keys }: SourcePosition): string =>
  visible(keys ? [file, ...keys.map(keyText)].join('') : `${file}:${line}:${column}`);

const keyText = (key: string | number): string =>
  typeof key === 'string' && /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;

function excerptLines(
  { line, column, length, keys }: SourcePosition,
  excerpt: string,
  caret: Paint,
): string[] {
  const start = column - 1 + length <= excerptWidth ? 0 : Math.max(0, column - excerptWidth / 3);
  const end = start + excerptWidth;
  const before = (start > 0 ? '…' : '') + printable(excerpt.slice(start > 0 ? start + 1 : 0, column - 1));
  const rest = printable(excerpt.slice(column - 1, end));
  const tail = excerpt.length > start + excerptWidth ? '…' : '';
  // Tabs stay tabs, so that the caret stands under its place whatever their width.
  const padding = before.replaceAll(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(length, rest.length)));
  // Nobody has the lines of what was an object.
  const number = (keys ? '' : String(line)).padStart(5);
  return [`${number} | ${before}${rest}${tail}`, `${' '.repeat(number.length)} | ${padding}${caret(carets)}`];
}

/** With line ends and tabs as they are. */
const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, visible);
const shown = (text: string): string =>
  printable(text)
    .split('\n')
    .map((line) => (line.length > lineWidth ? `${line.slice(0, lineWidth)}…` : line))
    .join('\n');
const same: Paint = (text) => text;
const indent = (text: string, width: number) => text.replaceAll('\n', `\n${' '.repeat(width)}`);
