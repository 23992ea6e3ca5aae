import { describe, expect, it } from 'vitest';
import { escapeInterpolations } from '../escape-interpolations.js';
import { textsNamedInOverrides } from '../overrides.js';
import { base, load, refusal, specOf } from './composed.fixture.js';

const withLine = (line: string) => ({ 'spec.yaml': `${base}${line}\n` });
const env = { SEED: '7', NAME: 'night', EMPTY: '', YES: 'true', LIST: '[1]', NULL: 'null' };
const outside = { env };
const tag = (text: string) =>
  load(withLine(`tracking: { tags: { a: ${text} } }`), { outside }).spec.tracking!.tags!['a'];

describe('a value from elsewhere', () => {
  it('is a variable, or what is said for want of one', () => {
    expect(tag('"${env:NAME}"')).toBe('night');
    expect(tag('"${env:GONE:-dusk}"')).toBe('dusk');
    expect(tag('"${env:EMPTY:-dusk}"')).toBe('dusk');
    expect(tag('"${env:GONE:-}"')).toBe('');
    expect(tag('"at ${env:NAME}, ${env:GONE:-x y}!"')).toBe('at night, x y!');
    expect(tag('"${env:GONE:-a:-b}"')).toBe('a:-b');
  });

  it('is a number or true or false where it stands alone and without quotes', () => {
    expect(load(withLine('seed: ${env:SEED}'), { outside }).seed).toBe(7);
    expect(load(withLine('batchSize: ${env:GONE:-16}'), { outside }).spec.batchSize).toBe(16);
    expect(refusal(withLine('seed: "${env:SEED}"'), { outside })).toContain('seed must be a whole number');
    expect(refusal(withLine('seed: 1${env:SEED}'), { outside })).toContain('seed must be a whole number');
    expect(
      load(withLine('tracking:\n  tags:\n    a: ${env:LIST}\n    b: ${env:NULL}'), { outside }).spec.tracking!
        .tags,
    ).toEqual({
      a: '[1]',
      b: 'null',
    });
  });

  it('is what stands in a file, without the space around it', () => {
    const files = {
      'bases/commit.txt': '  abc \n',
      'bases/base.yaml': `${base}tracking: { tags: { commit: "\${file:commit.txt}" } }\n`,
      'spec.yaml': 'extends: bases/base.yaml\n',
    };
    expect(load(files).spec.tracking!.tags).toEqual({ commit: 'abc' });
    expect(specOf(files).bases.get('bases/base.yaml')).toMatchObject({ textsNamed: ['commit.txt'] });
  });

  it('may be a path, which starts from the file that takes it', () => {
    const files = {
      'bases/base.yaml': base.replace('root: images', 'root: "${env:IMAGES:-images}"'),
      'spec.yaml': 'extends: bases/base.yaml\n',
    };
    expect(load(files).spec.data.root).toBe('bases/images');
    expect(load(files, { outside: { env: { IMAGES: '/data' } } }).spec.data.root).toBe('/data');
  });

  it('may be given with --set', () => {
    const overrides = ['seed=${env:SEED}', 'name="${file:name.txt}"'];
    expect(textsNamedInOverrides(overrides)).toEqual(['name.txt']);
    const texts = new Map([['name.txt', 'roses\n']]);
    expect(load(withLine(''), { overrides, outside: { env, texts } })).toMatchObject({
      seed: 7,
      name: 'roses',
    });
    expect(refusal(withLine(''), { overrides: ['seed=${env:SEDE}'], outside })).toContain(
      '--set:1:6 THAW-SPEC-NO-VARIABLE',
    );
  });

  it('is none where the text says so', () => {
    expect(tag('"$${env:NAME} costs $5"')).toBe('${env:NAME} costs $5');
    expect(tag('"$$${env:NAME}"')).toBe('$${env:NAME}');
    expect(tag('"$NAME $ {x} $"')).toBe('$NAME $ {x} $');
  });

  it('is none in a text that was escaped', () => {
    const tags = { a: '${env:NAME} $${x}', b: ['${'], c: 3 };
    expect(escapeInterpolations(tags)).toEqual({ a: '$${env:NAME} $$${x}', b: ['$${'], c: 3 });
    expect(tag(JSON.stringify(escapeInterpolations(tags).a))).toBe(tags.a);
  });

  it('makes another sweep, as any other value does', () => {
    const idWith = (seed: string) =>
      load(withLine('seed: ${env:SEED}'), { outside: { env: { SEED: seed } } }).sweepId;
    expect(idWith('7')).toBe(load(withLine('seed: 7')).sweepId);
    expect(idWith('8')).not.toBe(idWith('7'));
  });
});

describe('a value from elsewhere that is not there', () => {
  it('is told with its place and what to do', () => {
    expect(refusal(withLine('tracking: { tags: { a: "by ${env:NAEM}" } }'), { outside })).toBe(
      [
        'spec.yaml:13:28 THAW-SPEC-NO-VARIABLE',
        '  the environment variable NAEM is not set',
        '   13 | tracking: { tags: { a: "by ${env:NAEM}" } }',
        '      |                            ^^^^^^^^^^^',
        '  expected: a value for NAEM, or one to take without it: ${env:NAEM:-…}',
        '  found:    no such variable',
        '  mend:     did you mean `NAME`?',
      ].join('\n'),
    );
    const empty = refusal(withLine('seed: ${env:EMPTY}'), { outside });
    expect(empty).toContain('is empty');
    expect(empty).toContain('mend:     set it, as with `export EMPTY=…`');
    expect(refusal(withLine('name2: x\nseed: ${file:gone.txt}'))).toContain(
      'spec.yaml:14:7 THAW-SPEC-NO-TEXT',
    );
  });

  it('is told alone, not also as what is missing', () => {
    const files = {
      'spec.yaml': base
        .replace('root: images', 'root: "${env:GONE}"')
        .replace('file: tiny.h5', 'file: "${env:GONE}"'),
    };
    expect(refusal(files).match(/THAW-[A-Z-]+/g)).toEqual(['THAW-SPEC-NO-VARIABLE', 'THAW-SPEC-NO-VARIABLE']);
  });

  it('is not told where something has taken its place', () => {
    const below = base.replace('root: images', 'root: "${env:GONE}"');
    const files = { 'base.yaml': below, 'spec.yaml': 'extends: base.yaml\ndata: photos\n' };
    expect(refusal(files)).toBe('nothing is wrong');
    expect(refusal({ 'spec.yaml': below }, { overrides: ['data.root=photos'] })).toBe('nothing is wrong');
  });

  it.each([
    ['${envv:NAME}', 'did you mean `env`?'],
    ['${NAME}', 'write `$${`'],
    ['${env:}', '${env:NAME}'],
    ['${env:A-B}', 'write a name of letters, digits and `_`, and a default after `:-`'],
    ['${env:NAME', 'end it with `}`'],
    ['${file:}', '${file:PATH}'],
    ['${}', '${env:NAME}'],
  ])('may be no value at all: %s', (text, remedy) => {
    const said = refusal(withLine(`tracking: { tags: { a: "${text}" } }`), { outside });
    expect(said).toContain('spec.yaml:13:25 THAW-SPEC-INTERPOLATION');
    expect(said).toContain(remedy);
  });

  it.each([
    ['tracking: { tags: { a: ${env:A}, b: c } }', 'spec.yaml:13:24', '"${env:A}"'],
    ['sweep: { parameters: { batchSize: [8, ${env:SIZE:-16}] } }', 'spec.yaml:13:39', '"${env:SIZE:-16}"'],
    ['tracking: { tags: { a: ${env:A, b: c } }', 'spec.yaml:13:24', '"${env:NAME}"'],
  ])('has to be quoted where YAML takes its brace for a map: %s', (line, place, quoted) => {
    const said = refusal(withLine(line), { outside });
    expect(said.match(/THAW-[A-Z-]+/g)).toEqual(['THAW-SPEC-SYNTAX']);
    expect(said).toContain(`${place} THAW-SPEC-SYNTAX`);
    expect(said).toContain(`put the whole value in quotes, for example ${quoted}`);
  });

  it('is refused in what a spec extends', () => {
    expect(refusal({ 'spec.yaml': 'extends: ${env:BASE}\n' }, { outside })).toMatch(
      /^spec\.yaml:1:10 THAW-SPEC-INTERPOLATION/,
    );
  });
});

describe('a secret', () => {
  it.each([
    'HF_TOKEN',
    'MY_SECRET_PATH',
    'DB_PASSWORD',
    'dbPassword',
    'AWS_ACCESS_KEY_ID',
    'APIKEY',
    'SECRETKEY',
    'DB_PASS',
    'Credentials',
    'MYSQL_PWD',
    'BASIC_AUTH',
    'BEARER',
    'SESSION_COOKIE',
    'GH_PAT',
  ])('is refused by the name of its variable: %s', (name) => {
    const said = refusal(withLine(`tracking: { tags: { a: "\${env:${name}:-x}" } }`), {
      outside: { env: { [name]: 'hunter2' } },
    });
    expect(said).toContain('THAW-SPEC-SECRET');
    expect(said).not.toContain('hunter2');
  });

  it.each(['.env', 'conf/.env.local', 'server.pem', '/run/secrets/db', 'id_ed25519', 'token.txt', '.netrc'])(
    'is refused by the name of its file, which is not even read: %s',
    (name) => {
      const files = withLine(`tracking: { tags: { a: "\${file:${name}}" } }`);
      expect(specOf(files).textsNamed).toEqual([]);
      expect(refusal(files)).toContain('THAW-SPEC-SECRET');
    },
  );

  it.each([
    'http://me:hunter2@mlflow.example',
    'postgres://hunter2@db/x',
    '-----BEGIN RSA PRIVATE KEY-----\nhunter2',
    'ghp_hunter2hunter2hunter2hunter2',
    'hf_hunter2hunter2hunter2',
    'AKIAHUNTER2HUNTER2HU',
    'eyJhunter2hunter2.eyJhunter2hunter2.hunter2',
  ])('is refused by what it looks like', (value) => {
    const said = refusal(withLine('tracking: { tags: { a: "${env:PLACE}" } }'), {
      outside: { env: { PLACE: value } },
    });
    expect(said).toContain('spec.yaml:13:25 THAW-SPEC-SECRET');
    expect(said.toLowerCase()).not.toContain('hunter2');
  });

  it('is refused where it comes about by what stands around', () => {
    const said = refusal(withLine('tracking: { tags: { a: "https://me:${env:PLACE}@host/x" } }'), {
      outside: { env: { PLACE: 'hunter2' } },
    });
    expect(said).toContain('spec.yaml:13:24 THAW-SPEC-SECRET');
    expect(said).not.toContain('hunter2');
  });

  it.each([
    'MONKEY',
    'KEYBOARD',
    'COMPASS',
    'PASSES',
    'TOKENIZER',
    'USER',
    'PWD',
    'OLDPWD',
    'HOME',
    'AUTHOR',
    'PATTERN',
  ])('is not behind %s', (name) => {
    const files = withLine(`tracking: { tags: { a: "\${env:${name}}" } }`);
    expect(refusal(files, { outside: { env: { [name]: 'https://mlflow.example/a@b' } } })).toBe(
      'nothing is wrong',
    );
  });
});
