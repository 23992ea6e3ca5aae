import type { CreateNodesContext, CreateNodesResult, TargetConfiguration } from '@nx/devkit';
import path from 'node:path';
import picomatch from 'picomatch';
import { readPluginOptions, type PluginOptions } from './plugin-options.js';
import { hasTarget, projectRoot } from './project-of.js';
import { inWorkspace } from './places.js';
import { specFacts, type SpecFacts } from './spec-facts.js';
import { projectTarget, specCommands, specTarget, type SpecCommand } from './spec-targets.js';
import { targetInputs } from './target-inputs.js';

type Options = Required<PluginOptions>;
type Targets = Record<string, TargetConfiguration>;

/** Thaw in a workspace of which it is itself a part: its code is then no installed package. */
export interface ThawPlace {
  readonly isOfWorkspace: boolean;
}

/**
 * Makes targets of specs. A spec belongs to the project that its file lies in; where it lies in none, its folder is a project
 * of its own, named by its path. Other YAML is nobody's business here, whatever it holds.
 */
export async function createNodes(
  files: readonly string[],
  options: PluginOptions | undefined,
  { workspaceRoot }: Pick<CreateNodesContext, 'workspaceRoot'>,
  { isOfWorkspace }: ThawPlace = { isOfWorkspace: false },
): Promise<[string, CreateNodesResult][]> {
  const read = readPluginOptions(options);
  const isMeant = picomatch([read.specs].flat(), { dot: true });
  const named = files.filter((file) => isMeant(file)).sort();
  const all = await Promise.all(
    named.map((file) =>
      // What cannot be read at all, in another encoding or far too large, is no target, and hides none of the others.
      specFacts(path.join(workspaceRoot, file), { env: process.env }).catch(() => undefined),
    ),
  );
  const found = all.filter((facts) => facts !== undefined);
  const extended = new Set(found.flatMap((facts) => facts.files.slice(1)));
  // What others extend need not be whole, and is then no spec of its own.
  const specs = found.filter(({ file, isWhole }) => isWhole || !extended.has(file));
  const projects = new Map<string, SpecFacts[]>();
  for (const spec of specs) {
    const root = projectRoot(inWorkspace(path.dirname(spec.file), workspaceRoot)! || '.', workspaceRoot);
    projects.set(root, [...(projects.get(root) ?? []), spec]);
  }
  return [...projects].flatMap(([root, ofProject]) =>
    new ProjectTargets(root, workspaceRoot, read, isOfWorkspace).of(ofProject),
  );
}

class ProjectTargets {
  readonly #taken = new Set<string>();
  readonly #byCommand = new Map<SpecCommand, string[]>(specCommands.map((command) => [command, []]));

  constructor(
    private readonly root: string,
    private readonly workspaceRoot: string,
    private readonly options: Options,
    private readonly isOfWorkspace: boolean,
  ) {}

  of(specs: readonly SpecFacts[]): [string, CreateNodesResult][] {
    const nodes = specs.map((spec): [string, Targets] => [
      inWorkspace(spec.file, this.workspaceRoot)!,
      this.#targetsOf(spec),
    ]);
    // Each is said of the first file, for want of one that is of them all.
    Object.assign(nodes[0]![1], this.#projectTargets());
    return nodes.map(([file, targets]) => [file, { projects: { [this.root]: this.#projectWith(targets) } }]);
  }

  #targetsOf(facts: SpecFacts): Targets {
    const file = inWorkspace(facts.file, this.workspaceRoot)!;
    const commands = specCommands.filter((command) => command !== 'nightly' || facts.isScheduled);
    const nameOf = this.#naming(file, commands);
    const watched = targetInputs(facts, this.workspaceRoot);
    const inputs = { ...watched, inputs: [...watched.inputs, ...(this.isOfWorkspace ? ['^default'] : [])] };
    const stem = path.parse(file).name;
    const report = path.posix.join('.thaw/reports', this.root, `${nameOf('sweep')}.html`);
    const place = { file, report, name: facts.name ?? stem };
    return Object.fromEntries(
      commands.map((command) => {
        const name = nameOf(command);
        this.#taken.add(name);
        this.#byCommand.get(command)!.push(name);
        return [name, specTarget(command, place, inputs)];
      }),
    );
  }

  /**
   * A second file of that name, `xception.yml` or one deeper in the project, is called by its whole one, and so is
   * `build.yaml` where the project has a target or a script `build`: Nx would make one target of both.
   */
  #naming(file: string, commands: readonly SpecCommand[]): (command: SpecCommand) => string {
    const { sweepTargetName, targetName } = this.options;
    const namesBy = (spec: string) => (command: SpecCommand) =>
      (command === 'sweep' ? sweepTargetName : targetName)
        .replaceAll('{spec}', spec)
        .replaceAll('{command}', command);
    const short = namesBy(path.parse(file).name);
    const isTaken = commands.some((command) => this.#isTaken(short(command)));
    return isTaken ? namesBy(path.posix.relative(this.root, file)) : short;
  }

  #projectTargets(): Targets {
    const named = [...this.#byCommand].map(([command, names]) => ({
      name: this.options.projectTargetName.replaceAll('{command}', command),
      target: projectTarget(command, names),
      isNeeded: names.length > 0,
    }));
    const free = named.filter(({ name, isNeeded }) => name !== '' && isNeeded && !this.#isTaken(name));
    return Object.fromEntries(free.map(({ name, target }) => [name, target]));
  }

  #isTaken(name: string): boolean {
    return this.#taken.has(name) || hasTarget(path.join(this.workspaceRoot, this.root), name);
  }

  /** The name holds only where the project has none of its own. */
  #projectWith(targets: Targets) {
    return { ...(this.root !== '.' && { name: this.root }), root: this.root, targets };
  }
}
