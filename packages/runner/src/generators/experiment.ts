import type { Tree } from '@nx/devkit';
import { relative, resolve } from 'node:path';

export interface ExperimentGeneratorOptions {
  /** A folder of images, or a CSV file, from where the user stands. */
  readonly images: string;
  readonly root?: string;
  /** In the workspace. */
  readonly out?: string;
  readonly name?: string;
  /** `30m`, `2h`. */
  readonly within?: string;
  readonly backbone?: string;
  readonly imageSize?: number;
  readonly weights?: 'imagenet' | 'random';
  readonly divideNearCopies?: boolean;
  readonly noMeasure?: boolean;
  readonly force?: boolean;
}

/** Adds a first spec for images, as `thaw init` writes one: in a folder `experiments`, where it is a target of Nx. */
export async function experiment(tree: Tree, options: ExperimentGeneratorOptions): Promise<void> {
  // Nx loads this module to look at it; what decodes images is loaded when it is wanted.
  const { proposeIn, describeSeen, reasonOf } = await import('../init/propose-in.js');
  const { requireFree } = await import('../init/write-proposal.js');
  const cwd = userFolder(tree.root);
  const proposal = await proposeIn(tree.root, cwd, options, {
    onSeen: (seen, where) => say(describeSeen(seen, where)),
    onNotice: (line) => say(line),
  });
  say(`\n${reasonOf(proposal)}\n`);
  const { file, text, manifest } = proposal;
  const files = [...(manifest ? [manifest] : []), { file, text }];
  // What the images are read from is not replaced, whatever is forced; the tree knows what else is there.
  await requireFree({ spec: { file }, manifest }, { replaces: true, source: resolve(cwd, options.images) });
  for (const each of files) {
    const path = relative(tree.root, each.file);
    if (path.startsWith('..'))
      throw new Error(`${each.file} is outside of the workspace; name another place with --out`);
    if (tree.exists(path) && !options.force) throw new Error(`${path} is there already; --force replaces it`);
    tree.write(path, each.text);
  }
}

/** Nx moves itself to the root of the workspace, and keeps where the user stands. */
function userFolder(root: string): string {
  const { INIT_CWD: initial } = process.env;
  return initial !== undefined && !relative(root, initial).startsWith('..')
    ? resolve(initial)
    : process.cwd();
}

/** As Nx's own generators, on standard output. Of `@nx/devkit` nothing is needed, as a workspace need not have it. */
const say = (text: string): void => void process.stdout.write(`${text}\n`);
