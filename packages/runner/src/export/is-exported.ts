import { modelFormats } from './model-formats.js';

/** What is at the top of a folder that an export has written, besides `SHA256SUMS`. */
const written: ReadonlySet<string> = new Set([
  ...Object.values(modelFormats).map(({ path }) => topOf(path)),
  ...['index.html', 'demo', 'classes.json', 'README.md'],
  ...['MLmodel', 'requirements.txt', 'python_env.yaml', 'conda.yaml'],
]);

/** Whether an export writes files of that path. */
export const isExported = (path: string): boolean => written.has(topOf(path));

function topOf(path: string): string {
  return path.split('/', 1)[0]!;
}
