import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';

export const root = fileURLToPath(new URL('../../../..', import.meta.url));
export const packages = readdirSync(path.join(root, 'packages')).map((name) => `@thaw/${name}`);

/** What of this repository's development a consumer needs too. */
export const nodeTypes = `@types/node@${versionOf('@types/node')}`;

export function versionOf(name: string): string {
  const file = path.join(root, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** The first program of a page of the documentation. */
export const programIn = (page: string): string =>
  /^```ts\n(.*?)^```$/ms.exec(readFileSync(path.join(root, page), 'utf8'))![1]!;

/** What of the packages is imported by name, with types: `@thaw/core`, `@thaw/execution/store`. */
export const entryPoints = packages.flatMap((name) => {
  const file = path.join(root, name.replace('@thaw', 'packages'), 'package.json');
  const { exports } = JSON.parse(readFileSync(file, 'utf8')) as {
    exports: Record<string, { types?: string }>;
  };
  const typed = Object.entries(exports).filter(([, { types }]) => types !== undefined);
  return typed.map(([subpath]) => path.posix.join(name, subpath));
});

export interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs what would be published into a folder. */
export function pack(folder: string): readonly Packed[] {
  // In a checkout the command builds whatever is not built.
  execFileSync(process.execPath, [path.join(root, 'packages/runner/bin/thaw.js'), '--version']);
  const workspaces = packages.flatMap((name) => ['-w', name]);
  const args = ['pack', '--json', '--pack-destination', folder, ...workspaces];
  return JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' })) as readonly Packed[];
}

export interface Interrupted {
  readonly code: number;
  readonly said: string;
}

const onTerminal = `
import fcntl, json, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
said, pressed = "", False
while True:
    try:
        text = os.read(terminal, 65536)
    except OSError:
        break
    if not text:
        break
    said += text.decode(errors="replace")
    if b"\\x1b[6n" in text:
        os.write(terminal, b"\\x1b[1;1R")
    if not pressed and sys.argv[1] in said:
        pressed = True
        os.write(terminal, b"\\x03")
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(json.dumps({"code": code, "said": said}))
`;

/** A project of someone who uses Thaw, in an empty folder outside of this repository. */
export class Consumer {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'thaw-consumer-'));

  /** What the tests' own runner set (Nx, npm, vitest) is not the consumer's. */
  readonly #env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(NX_|npm_|INIT_CWD|NODE_OPTIONS|VITEST|MLFLOW_)/i.test(name),
    ),
  );

  write(name: string, content: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Standard output of a command, run in a folder of the project; throws with its errors if it fails. */
  run(command: string, args: readonly string[], folder = '.'): string {
    return execFileSync(command, args, {
      ...this.#options(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /**
   * Runs a command on a terminal, presses Ctrl-C when it has said something, and returns how it ended and all it said.
   * Python has terminals, and is there where TensorFlow is. Who asks where the cursor is gets an answer, as on any terminal.
   */
  interrupt(command: readonly string[], when: string, env: Readonly<Record<string, string>>): Interrupted {
    const { env: own, ...options } = this.#options();
    const args = ['-c', onTerminal, when, ...command];
    const surroundings = { ...own, TERM: 'xterm-256color', CI: '', ...env };
    const out = execFileSync('python3', args, { ...options, env: surroundings, timeout: 120_000 });
    return JSON.parse(out) as Interrupted;
  }

  #options(folder = '.') {
    const cwd = path.join(this.folder, folder);
    return { cwd, env: { ...this.#env, NX_DAEMON: 'false' }, encoding: 'utf8' } as const;
  }

  /** Plainly: install scripts run, as they do for everyone. It takes longer than vitest waits for a process that waits. */
  async install(...names: readonly string[]): Promise<void> {
    const args = ['install', '--save-dev', '--no-audit', '--no-fund', '--prefer-offline', ...names];
    await promisify(execFile)('npm', args, this.#options());
  }

  /** Compiles programs of the project into `built/`, as strictly as TypeScript can; returns what it finds wrong. */
  compile(...files: readonly string[]): string {
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2023'], types: ['node'] },
      ...{ strict: true, skipLibCheck: false, rootDir: '.', outDir: 'built' },
    };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    try {
      return this.run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']);
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  /** `images/` with 16 small pictures in each of three classes. */
  async writeImages(): Promise<void> {
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      mkdirSync(path.join(this.folder, 'images', name), { recursive: true });
      for (let shade = 0; shade < 16; shade++) {
        const background = { r: shade * 16, g: index * 100, b: 255 - shade * 16 };
        await sharp({ create: { width: 32, height: 32, channels: 3, background } })
          .png()
          .toFile(path.join(this.folder, 'images', name, `${shade}.png`));
      }
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A sweep of one run that takes a second. */
export const tinySpec = (images: string): string => `name: tiny
data: { root: ${images}, split: { validation: 0.25 } }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases: [{ name: head, trainable: none, epochs: 1 }]
tracking: { model: none }
`;
