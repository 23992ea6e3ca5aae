/**
 * `nx add @thaw/runner` and `nx migrate @thaw/runner@latest` in a workspace outside of this repository, from a registry on
 * localhost: first an older version is published, made up of the present one without its migrations and called 0.1.0, and added;
 * then the present one is, and migrated to. Everything else comes from where npm takes its packages. Prints what was checked; some
 * minutes:
 *
 *     node tools/campaigns/nx-add.mjs > tools/campaigns/nx-add.md
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Registry } from './registry.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const nxVersion = readJson(join(root, 'node_modules/nx/package.json')).version;

const folder = mkdtempSync(join(tmpdir(), 'thaw-nx-add-'));
const workspace = join(folder, 'workspace');
const own = (name) => join(workspace, name);
const read = (name) => (existsSync(own(name)) ? readFileSync(own(name), 'utf8') : undefined);
function write(name, text) {
  mkdirSync(dirname(own(name)), { recursive: true });
  writeFileSync(own(name), text);
}

/** What this repository's Nx and npm set for whoever they start is not the workspace's. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(NX_|npm_(lifecycle|package|command)|INIT_CWD$|NODE_OPTIONS$)/i.test(name),
  ),
);
/** Nx migrates by the version that is installed, and fetches no other for it. */
const ofNx = { NX_DAEMON: 'false', NX_USE_LOCAL: 'true', NX_TUI: 'false' };
// The registry answers from this process meanwhile.
const run = async (command, ...args) => {
  const options = { cwd: workspace, env: { ...env, ...ofNx, CI: '1' }, maxBuffer: 2 ** 26 };
  const { stdout, stderr } = await promisify(execFile)(command, args, options);
  return stdout + stderr;
};
const nx = (...args) => run('npx', 'nx', ...args);

/** The packages as they would be published, unpacked. */
function pack() {
  const names = readdirSync(join(root, 'packages'));
  const args = ['pack', '--json', '--pack-destination', folder];
  const workspaces = names.flatMap((name) => ['-w', `@thaw/${name}`]);
  const packed = execFileSync('npm', [...args, ...workspaces], { cwd: root, encoding: 'utf8' });
  return JSON.parse(packed).map(({ filename }) => {
    const unpacked = join(folder, 'unpacked', filename);
    mkdirSync(unpacked, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', unpacked]);
    return unpacked;
  });
}

/** Publishes all packages as of a version, changed as may be. */
function publish(registry, unpacked, version, change = () => {}) {
  for (const each of unpacked) {
    const copy = join(folder, 'published');
    cpSync(each, copy, { recursive: true });
    const file = join(copy, 'package/package.json');
    const manifest = { ...readJson(file), version };
    for (const name of Object.keys(manifest.dependencies ?? {}))
      if (name.startsWith('@thaw/')) manifest.dependencies[name] = `^${version}`;
    change(manifest, join(copy, 'package'));
    writeFileSync(file, JSON.stringify(manifest));
    const tarball = join(folder, `${manifest.name.replace('@thaw/', '')}-${version}.tgz`);
    execFileSync('tar', ['-czf', tarball, '-C', copy, 'package']);
    registry.publish(manifest, tarball);
    rmSync(copy, { recursive: true });
  }
}

function withoutMigrations(manifest, place) {
  delete manifest['nx-migrations'];
  rmSync(join(place, 'migrations.json'), { force: true });
}

const emoji = join(root, 'node_modules/emoji-datasource-google/img/google/64');
const othersLine = 'OURS=1\n';
/** As the documentation of the older version had them. */
const envLines = 'NX_NATIVE_COMMAND_RUNNER=false\nNX_PROCESS_KILL_GRACE_PERIOD=60000\n';

async function makeWorkspace(registry) {
  write('.npmrc', `@thaw:registry=${registry.url}\n`);
  write('package.json', JSON.stringify({ name: 'acme', private: true }));
  write('nx.json', JSON.stringify({ neverConnectToCloud: true, analytics: false }));
  write('.gitignore', 'node_modules\n.nx\n');
  write('libs/pets/project.json', JSON.stringify({ name: 'pets' }));
  write('libs/pets/experiments/tiny.yaml', spec);
  for (const [index, code] of readdirSync(emoji).slice(0, 24).entries())
    write(`images/${'abc'[index % 3]}/${code}`, readFileSync(join(emoji, code)));
  await run('npm', 'install', '--save-dev', '--no-audit', '--no-fund', `nx@${nxVersion}`);
}

const spec = `name: tiny
data: { root: ../../../images, split: { validation: 0.25 } }
backbone: { name: mobilenetv2, weights: random, imageSize: 32 }
phases: [{ name: head, trainable: none, epochs: 1 }]
`;

const rows = [];
/** Does a step and holds it against what it has to leave behind. */
async function step(command, work, checks) {
  const began = performance.now();
  const said = await work();
  const seconds = (performance.now() - began) / 1000;
  process.stderr.write(`${command}: ${seconds.toFixed(0)} s\n`);
  for (const [what, check] of Object.entries(checks)) {
    const holds = await check(said);
    if (!holds) process.stderr.write(`  does not hold: ${what}\n${said}\n`);
    rows.push({ command, what, holds, seconds });
  }
}

const installed = (name) => readJson(own(`node_modules/@thaw/${name}/package.json`)).version;
const wanted = (name) =>
  readJson(own('package.json')).devDependencies[`@thaw/${name}`]?.replace(/^[\^~]/, '');
const targets = async () => {
  const file = own('graph.json');
  await nx('graph', '--file=graph.json');
  const { nodes } = readJson(file).graph;
  rmSync(file);
  return Object.keys(nodes.pets.data.targets).toSorted().join();
};
const ofSpec = [
  'plan',
  'report',
  'sweep',
  'tiny',
  'tiny:plan',
  'tiny:report',
  'tiny:validate',
  'validate',
].join();

const registry = await Registry.open();
try {
  const unpacked = pack();
  const runner = unpacked.find((each) => each.includes('thaw-runner'));
  const { generators } = readJson(join(runner, 'package/migrations.json'));
  const present = readJson(join(runner, 'package/package.json')).version;
  const older = '0.1.0';

  publish(registry, unpacked, older, withoutMigrations);
  await makeWorkspace(registry);
  await step('nx add @thaw/runner', () => nx('add', '@thaw/runner'), {
    'is installed, as a development dependency': () =>
      wanted('runner') === older && installed('runner') === older,
    'has its plugin in `nx.json`, beside what was there': () =>
      JSON.stringify(readJson(own('nx.json'))) ===
      JSON.stringify({ neverConnectToCloud: true, analytics: false, plugins: ['@thaw/runner/nx'] }),
    'has `.thaw` in `.gitignore`, after what was there': () =>
      read('.gitignore') === 'node_modules\n.nx\n\n# What Thaw has computed\n.thaw\n',
    'writes no `.env`, as Ctrl-C needs none': () => read('.env') === undefined,
    'gives a spec its targets, and its project those of all': async () => (await targets()) === ofSpec,
  });
  await step('nx add @thaw/runner', () => nx('add', '@thaw/runner'), {
    'once more: has the plugin once': () => readJson(own('nx.json')).plugins.length === 1,
    'once more: has `.thaw` once': () => read('.gitignore').split('.thaw\n').length === 2,
  });
  await step('nx run pets:tiny', () => nx('run', 'pets:tiny'), {
    'sweeps in TensorFlow': (said) => /rank +run +val_loss/.test(said),
  });

  await run('npm', 'install', '--save-dev', '--no-audit', '--no-fund', '@thaw/backbones');
  write('.env', othersLine + envLines);
  publish(registry, unpacked, present);
  await step('nx migrate @thaw/runner@latest', () => nx('migrate', '@thaw/runner@latest'), {
    'has the new version in `package.json`': () => wanted('runner') === present,
    'has that of the other packages of Thaw with it': () => wanted('backbones') === present,
    'adds no package of Thaw that was not there': () => wanted('core') === undefined,
    'lists the migrations since': () =>
      readJson(own('migrations.json'))
        .migrations.filter((each) => each.package === '@thaw/runner')
        .map(({ name }) => name)
        .join() === Object.keys(generators).join(),
    'has changed nothing else yet': () => read('.env') === othersLine + envLines,
  });
  await step('nx migrate --run-migrations', () => nx('migrate', '--run-migrations'), {
    'installs the new versions': () => installed('runner') === present && installed('backbones') === present,
    'keeps one version of each package': () =>
      !existsSync(own('node_modules/@thaw/runner/node_modules/@thaw')),
    'removes the two lines of `.env`, and no others': () => read('.env') === othersLine,
    'leaves the targets as they were': async () => (await targets()) === ofSpec,
  });
  await step('nx run pets:tiny:plan', () => nx('run', 'pets:tiny:plan'), {
    'finds all stages stored that the older version computed': (said) => said.includes('4 stored already'),
  });
  console.log(page(older, present));
} finally {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
}
if (rows.some(({ holds }) => !holds)) process.exitCode = 1;

function page(older, present) {
  const lines = rows.map(({ command, what, holds, seconds }, index) => {
    const isFirst = rows[index - 1]?.command !== command;
    const head = isFirst ? [`\`${command}\``, seconds.toFixed(0)] : ['', ''];
    return `| ${head[0]} | ${what} | ${holds ? 'yes' : '**no**'} | ${head[1]} |`;
  });
  return [
    '# Added to a workspace of Nx, and migrated\n',
    `\`node tools/campaigns/nx-add.mjs\`, on two cores, with Nx ${nxVersion}, from a registry on localhost. The version that is added is called`,
    `${older} and is the present one, ${present}, without its migrations. The workspace has`,
    '`nx`, one project with a spec and 24 images, and before it migrates `@thaw/backbones` and the settings of `.env` that Thaw once',
    'needed. Nx migrates by the version that is installed.\n',
    '| command | what it has to leave | holds | s |',
    '| ------- | -------------------- | ----- | - |',
    ...lines,
  ].join('\n');
}
