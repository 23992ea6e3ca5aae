import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../../..', import.meta.url));

/** The module of a package that someone else has written: a small residual network. */
export const residualNetwork = `
import { batchNorm, convolution, defineBackbone, pooling, tf } from '@thaw/backbones';

const relu = { activation: 'relu' };

export default defineBackbone({
  name: 'acme-residual',
  title: 'Acme Residual',
  source: 'a stem and two residual blocks, for tests',
  minimumImageSize: 16,
  weights: [{ tag: 'untrained', preprocessing: tf, imageSize: 64, sources: [] }],
  assemble(graph, image) {
    graph.block('stem');
    let x = graph.add('Conv2D', 'stem_conv', convolution(8, 3, { strides: 2, padding: 'same', useBias: false }), image);
    x = graph.add('Activation', 'stem_relu', relu, graph.add('BatchNormalization', 'stem_bn', batchNorm(), x));
    x = graph.add('MaxPooling2D', 'stem_pool', pooling(2, { strides: 2 }), x);
    for (const name of ['block1', 'block2']) {
      graph.block(name);
      const convolve = (part, input) => {
        const convolved = graph.add('Conv2D', name + part + '_conv', convolution(8, 3, { padding: 'same', useBias: false }), input);
        return graph.add('BatchNormalization', name + part + '_bn', batchNorm(), convolved);
      };
      const inner = graph.add('Activation', name + '_relu', relu, convolve('_1', x));
      x = graph.add('Activation', name + '_out', relu, graph.add('Add', name + '_add', {}, x, convolve('_2', inner)));
    }
    return x;
  },
});
`;

interface ThawManifest {
  readonly exports: Record<string, string | Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A project of a user of Thaw, outside of this workspace: Thaw's packages are installed, and what a test adds. */
export class AcmeProject {
  private constructor(readonly folder: string) {}

  static async create(): Promise<AcmeProject> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'thaw-acme-')));
    const project = new AcmeProject(folder);
    for (const name of ['core', 'backbones']) await project.#installThaw(name);
    return project;
  }

  /** As npm installs it: what is published, and what that depends on. */
  async #installThaw(name: string): Promise<void> {
    const source = join(workspace, 'packages', name);
    const json = await readFile(join(source, 'package.json'), 'utf8');
    const { exports, dependencies, ...manifest } = JSON.parse(json) as ThawManifest;
    Object.values(exports).forEach((entry) => typeof entry === 'object' && delete entry['@thaw/source']);
    await this.write(`node_modules/@thaw/${name}/package.json`, JSON.stringify({ ...manifest, exports }));
    await cp(join(source, 'dist'), join(this.folder, 'node_modules/@thaw', name, 'dist'), {
      recursive: true,
    });
    for (const dependency of Object.keys(dependencies)) {
      if (dependency.startsWith('@thaw/')) continue;
      const link = join(this.folder, 'node_modules', dependency);
      await mkdir(dirname(link), { recursive: true });
      const own = join(source, 'node_modules', dependency);
      await symlink(existsSync(own) ? own : join(workspace, 'node_modules', dependency), link);
    }
  }

  /** Writes a file, in its folders; returns its path. */
  async write(path: string, content: string | Uint8Array): Promise<string> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  /** Lays a package into `node_modules`. */
  async install(name: string, module: string, manifest: object = {}): Promise<void> {
    const json = { name, version: '1.2.0', type: 'module', exports: './index.js', ...manifest };
    await this.write(`node_modules/${name}/package.json`, JSON.stringify(json));
    await this.write(`node_modules/${name}/index.js`, module);
  }
}
