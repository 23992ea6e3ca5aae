/**
 * Runs the steps of the Dockerfile without Docker, each stage in a root of its own: of this machine it sees the system's
 * programs and nothing else, neither caches nor checkouts. What is to be in the image is a clone of the commit. At the end the image's
 * entry point sweeps the quickstart without a network, on the CPU, as an image for `--build-arg DEVICE=cpu` would:
 *
 *     node tools/campaigns/container.mjs
 *
 * It needs Linux with user namespaces, Node, Python with pip and g++ among the system's programs, and takes some minutes. Steps of `apt-get` are
 * not run: what they install is looked for instead. What it came to is written down in tools/campaigns/results.md.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'thaw-container-'));
const context = join(work, 'context');
const variables = { DEVICE: 'cpu' };

/** What npm and pip of this machine are set up with; without it they may reach nothing. */
const setUp = Object.fromEntries(
  Object.entries(process.env).filter(([name]) =>
    /^(npm_config_|PIP_|NODE_EXTRA_CA_CERTS$|SSL_CERT_|\w+_proxy$)/i.test(name),
  ),
);

/** The folders that a step may write; all else of the root is the system's. */
const own = ['tmp', 'root', 'src', 'packed', 'specs', 'opt', 'work'];

/** A root in which nobody has done anything yet. */
function makeRoot(name) {
  const root = join(work, name);
  for (const folder of ['usr', 'etc', 'proc', 'dev', ...own])
    mkdirSync(join(root, folder), { recursive: true });
  for (const folder of ['bin', 'sbin', 'lib', 'lib64'])
    if (existsSync(`/${folder}`)) execFileSync('ln', ['-s', `usr/${folder}`, join(root, folder)]);
  for (const folder of ['src', 'packed']) rmSync(join(root, folder), { recursive: true });
  return root;
}

function runIn({ root, env, folder }, command, { network = true } = {}) {
  const script = [
    ...['usr', 'etc', 'proc', 'dev'].map((each) => `mount --rbind /${each} "${root}/${each}"`),
    `mkdir -p "${root}${folder}"`,
    `exec /usr/sbin/chroot "${root}" /usr/bin/env -C "${folder}" sh -ec '${command.replaceAll("'", `'\\''`)}'`,
  ].join('\n');
  const start = performance.now();
  console.log(`── ${command}`);
  const namespaces = ['--user', '--map-root-user', '--mount', ...(network ? [] : ['--net'])];
  const { status } = spawnSync('unshare', [...namespaces, 'sh', '-ec', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { HOME: '/root', ...setUp, ...env },
  });
  console.log(`── ${((performance.now() - start) / 1000).toFixed(0)} s`);
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}

const expand = (text, env) => text.replace(/\$\{?(\w+)\}?/g, (_, name) => env[name] ?? variables[name] ?? '');

function copy(words, stage, stages) {
  const from = words[0].startsWith('--from=') ? stages.get(words.shift().slice(7)).root : context;
  const [source, target] = words;
  const place = join(stage.root, target === '.' ? stage.folder : target);
  const isInto = target.endsWith('/');
  mkdirSync(isInto ? place : dirname(place), { recursive: true });
  cpSync(join(from, source), isInto ? join(place, source.split('/').at(-1)) : place, {
    recursive: true,
    verbatimSymlinks: true,
  });
}

const stages = new Map();
let stage;
let entry;
try {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', repository, context]);
  rmSync(join(context, '.git'), { recursive: true });
  const lines = readFileSync(join(context, 'Dockerfile'), 'utf8').split('\n');
  for (const line of lines.filter((each) => each !== '' && !each.startsWith('#'))) {
    const [instruction, ...words] = line.split(' ');
    if (instruction === 'FROM') {
      const name = words[2] ?? 'image';
      stage = { root: makeRoot(name), env: { PATH: '/usr/local/bin:/usr/bin:/bin' }, folder: '/' };
      stages.set(name, stage);
    } else if (instruction === 'WORKDIR') stage.folder = words[0];
    else if (instruction === 'ENV') {
      const [name, value] = words.join(' ').split('=');
      stage.env[name] = expand(value, stage.env);
    } else if (instruction === 'COPY') copy(words, stage, stages);
    else if (instruction === 'ENTRYPOINT') entry = JSON.parse(words.join(' ')).join(' ');
    else if (instruction === 'RUN' && words[0] === 'apt-get') {
      const packages = { python3: 'python3', 'python3-pip': 'python3 -m pip', 'g++': 'g++' };
      const wanted = words.filter((word) => Object.hasOwn(packages, word));
      for (const name of wanted) runIn(stage, `${packages[name]} --version`);
    } else if (instruction === 'RUN') runIn(stage, expand(words.join(' '), { ...stage.env }));
    else if (instruction !== 'ARG') throw new Error(`this campaign does not know ${instruction}`);
  }
  // As `docker run -v "$PWD:/project"` mounts a project: here the clone, with the images that npm has brought.
  cpSync(stages.get('build').root + '/src/experiments', stage.root + '/project/experiments', {
    recursive: true,
  });
  const images = 'node_modules/emoji-datasource-google/img/google/64';
  cpSync(`${stages.get('build').root}/src/${images}`, `${stage.root}/project/${images}`, { recursive: true });
  runIn(stage, `${entry} sweep --spec experiments/quickstart.yaml --cpu`, { network: false });
  runIn(stage, 'du -sm /opt/thaw', { network: false });
} finally {
  rmSync(work, { recursive: true, force: true });
}
