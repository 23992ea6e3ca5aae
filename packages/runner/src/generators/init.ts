import type { Tree } from '@nx/devkit';

export interface InitGeneratorOptions {
  /** Whether to make a folder for specs. */
  readonly experiments?: boolean;
}

const plugin = '@thaw/runner/nx';

/**
 * Sets a workspace up, as `nx add @thaw/runner` calls it; what is there already stays as it is. Of `@nx/devkit` nothing is
 * needed, as a workspace need not have it.
 */
export function init(tree: Tree, { experiments = false }: InitGeneratorOptions): void {
  addPlugin(tree);
  ignoreStore(tree);
  if (experiments && !tree.exists('experiments')) tree.write('experiments/.gitkeep', '');
}

function addPlugin(tree: Tree): void {
  const nx = readNxJson(tree);
  const { plugins = [] } = nx;
  if (plugins.some((each) => (typeof each === 'string' ? each : each.plugin) === plugin)) return;
  tree.write('nx.json', `${JSON.stringify({ ...nx, plugins: [...plugins, plugin] }, undefined, 2)}\n`);
}

interface NxJson {
  readonly plugins?: readonly (string | { readonly plugin: string })[];
}

function readNxJson(tree: Tree): NxJson {
  const text = tree.read('nx.json', 'utf8') ?? '{}';
  try {
    return JSON.parse(text) as NxJson;
  } catch (cause) {
    const message = `nx.json cannot be changed without losing its comments; add "${plugin}" to its "plugins" by hand`;
    throw new Error(message, { cause });
  }
}

function ignoreStore(tree: Tree): void {
  const text = tree.read('.gitignore', 'utf8') ?? '';
  if (/^\/?\.thaw\/?\s*$/m.test(text)) return;
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  tree.write('.gitignore', `${before}${text === '' ? '' : '\n'}# What Thaw has computed\n.thaw\n`);
}
