import { cacheFolder } from '@thaw/execution/environment';
import { provisionMlflow, startMlflow, type MlflowServer } from '@thaw/tracker';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MlflowGate } from './mlflow-gate.fixture.js';
import { emoji, thaw, type ThawOptions } from './thaw.fixture.js';
import { writeJournal } from './tracked-sweep.fixture.js';

const user = 'alice';
const password = 'hunter2/söcret';
const wrong = 'wrong-hunter3';
const token = 'token-hunter4';
const basic = (word: string) => Buffer.from(`${user}:${word}`).toString('base64');
/** In every form in which they travel. */
const secrets = [password, wrong].flatMap((word) => [word, encodeURIComponent(word), basic(word)]);
const anySecret = [...secrets, token, 'hunter'];

let folder: string;
let store: string;
let server: MlflowServer;
let gate: MlflowGate;
let printed = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-secrets-'));
  store = join(folder, 'store');
  await writeJournal(join(store, 'journals'), 'a1b2c3', 'flowers');
  const python = await provisionMlflow({ cacheFolder: cacheFolder(process.env) });
  server = await startMlflow({ python, folder: join(folder, 'mlflow') });
  gate = await MlflowGate.listen(server.uri);
  gate.accepted = [`Basic ${basic(password)}`, `Bearer ${token}`];
}, 300_000);
afterAll(async () => {
  gate?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command and keeps all that it prints. */
async function run(args: readonly string[], env: ThawOptions['env'] = {}) {
  const home = { HOME: folder, THAW_CACHE: cacheFolder(process.env) };
  const result = await thaw([...args, '--store', store], { cwd: folder, env: { ...home, ...env } });
  printed += result.stdout + result.stderr;
  return result;
}

const uriWith = (word: string) => `http://${user}:${encodeURIComponent(word)}@${gate.host}`;

const named = (env: ThawOptions['env']) => ({ MLFLOW_TRACKING_URI: `http://${gate.host}`, ...env });

describe('credentials', () => {
  it('let a whole sweep log to a server that demands them', async () => {
    const spec = join(folder, 'spec.yaml');
    await writeFile(
      spec,
      `
name: secret
data: { root: ${emoji.root}, manifest: ${emoji.manifest} }
backbone: { name: efficientnet-lite0, imageSize: 64 }
phases: [{ name: extract, epochs: 2 }]
`,
    );
    const { code, stderr } = await run(['sweep', '--spec', spec, '--tracking-uri', uriWith(password)]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`http://***@${gate.host}`);
    expect(gate.passed).toBeGreaterThan(5);
  });

  it.each([
    ['the URI', () => ({ MLFLOW_TRACKING_URI: uriWith(password) })],
    [
      'a user and a password',
      () => named({ MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password }),
    ],
    ['a token', () => named({ MLFLOW_TRACKING_TOKEN: token })],
  ])('are taken from %s', async (_, env) => {
    const { code, stderr } = await run(['sync'], env());
    expect(code, stderr).toBe(0);
    expect((await run(['sync', '--check'], env())).code).toBe(0);
  });

  it("are taken from MLflow's file when only its owner may read it", async () => {
    const file = join(folder, '.mlflow', 'credentials');
    await mkdir(join(folder, '.mlflow'));
    await writeFile(
      file,
      `[mlflow]\nmlflow_tracking_username = ${user}\nmlflow_tracking_password = ${password}\n`,
    );
    await chmod(file, 0o644);
    const refused = await run(['sync'], named({}));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('THAW-TRACKING-CREDENTIALS-FILE');
    expect(refused.stderr).toContain(`chmod 600 ${file}`);
    await chmod(file, 0o600);
    expect((await run(['sync'], named({}))).code).toBe(0);
    await rm(file);
  });

  it.each([
    ['refused', () => ({ MLFLOW_TRACKING_URI: uriWith(wrong) }), 'THAW-TRACKING-UNAUTHORISED'],
    [
      'refused, as a token',
      () => named({ MLFLOW_TRACKING_TOKEN: `${token}x` }),
      'THAW-TRACKING-UNAUTHORISED',
    ],
    [
      'in no address',
      () => ({ MLFLOW_TRACKING_URI: `ftp://${user}:${wrong}@host` }),
      'THAW-TRACKING-BAD-URI',
    ],
  ])('are not told when they are %s', async (_, env, code) => {
    const result = await run(['sync'], env());
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(code);
  });

  it('are not told when nobody answers', async () => {
    const hosts = ['127.0.0.1:9', 'nobody.invalid'];
    const env = (host: string) => ({ MLFLOW_TRACKING_URI: `http://${user}:${wrong}@${host}` });
    for (const { code, stderr } of await Promise.all(hosts.map((host) => run(['sync'], env(host))))) {
      expect(code).toBe(1);
      expect(stderr).toContain('THAW-TRACKING-UNREACHABLE');
    }
  });

  it('are refused in a spec, which goes to journals and servers', async () => {
    const spec = join(folder, 'spec.yaml');
    const { code, stderr } = await run([
      'sweep',
      '--spec',
      spec,
      '--set',
      `tracking.uri=${uriWith(password)}`,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('THAW-SPEC-SECRET');
  });

  it('are in nothing that was printed, and in no file of the store and the server', async () => {
    expect(printed.length).toBeGreaterThan(400);
    for (const secret of anySecret) expect(printed).not.toContain(secret);
    const patterns = anySecret.flatMap((secret) => ['-e', secret]);
    const grep = promisify(execFile)('grep', ['-rlaF', ...patterns, store, join(folder, 'mlflow')]);
    await expect(grep).rejects.toMatchObject({ code: 1, stdout: '' });
  });
});
