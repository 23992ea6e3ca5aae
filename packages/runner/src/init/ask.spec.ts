import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SmallImages } from '../commands/small-images.fixture.js';
import type { CommandContext } from '../cli/command.js';
import { runInit, type InitOptions } from './run-init.js';

const enter = '\r';
const ctrlC = '\u0003';

let images: SmallImages;
let folder: string;
beforeEach(async () => {
  images = await SmallImages.create(['a', 'b'], 4);
  folder = await mkdtemp(join(tmpdir(), 'thaw-ask-'));
});
afterEach(async () => {
  await images.remove();
  await rm(folder, { recursive: true });
});

/** Presses keys, the next whenever another question has been asked. */
async function answer(keys: Readonly<Record<string, string>>, options: Partial<InitOptions> = {}) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const controller = new AbortController();
  const left = new Map(Object.entries(keys));
  let shown = '';
  const output = Object.assign(
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        shown += text;
        for (const [question, key] of left)
          if (shown.includes(question)) {
            left.delete(question);
            setImmediate(() => (key === 'SIGINT' ? controller.abort() : input.write(key)));
          }
        done();
      },
    }),
    { columns: 100, rows: 50, isTTY: true },
  );
  const context: CommandContext = {
    ...{ cwd: folder, workspace: folder, env: process.env, isTerminal: false, colour: false },
    ...{ stdout: output, stderr: new Writable({ write: (_chunk, _encoding, done) => done() }) },
    signal: controller.signal,
    dialogue: { input: input as never, output: output as never },
  };
  const none = { images: undefined, root: undefined, out: undefined, name: undefined, within: undefined };
  const flags = { divideNearCopies: false, yes: false, force: false, dryRun: false, json: false };
  const code = await runInit(
    {
      ...none,
      backbone: undefined,
      imageSize: undefined,
      ...flags,
      weights: 'random',
      noMeasure: true,
      ...options,
    },
    context,
  );
  return { code, shown, unasked: [...left.keys()] };
}

const questions = {
  'Where are the images?': 'images',
  'Keep those that do': enter,
  'Where does the spec go?': enter,
  'How long may the sweep take': enter,
  'Which network?': enter,
};

describe('init at a terminal', () => {
  it('shows what is there, asks, and writes what was answered', async () => {
    const { code, shown, unasked } = await answer({
      ...questions,
      'Where are the images?': `${images.root}${enter}`,
      'Where does the spec go?': `\u0015specs/mine.yaml${enter}`,
      'How long may the sweep take': `\u00152h${enter}`,
    });
    expect(unasked).toEqual([]);
    expect(code).toBe(0);
    expect(shown).toContain('8 images of 2 classes');
    expect(parse(await readFile(join(folder, 'specs/mine.yaml'), 'utf8'))).toMatchObject({
      data: { manifest: 'mine.images.csv' },
    });
  });

  it('asks nothing that options say, and nothing at all with --yes', async () => {
    const said = await answer(
      { 'Which network?': enter },
      {
        ...{ images: images.root, within: 3600, divideNearCopies: true, out: join(folder, 'x.yaml') },
      },
    );
    expect(said.code).toBe(0);
    expect(said.shown).not.toMatch(/Keep those|Where|How long/);
    const { code, shown } = await answer({}, { images: images.root, yes: true });
    expect(code).toBe(0);
    expect(shown).not.toContain('Which network?');
  });

  it.each(Object.keys(questions))('ends with 130 and writes nothing after Ctrl-C at %j', async (question) => {
    const keys = { ...questions, 'Where are the images?': `${images.root}${enter}`, [question]: ctrlC };
    const { code, shown } = await answer(keys);
    expect(code).toBe(130);
    expect(shown).toContain('nothing was written');
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends with 130 when its process is told to end', async () => {
    const { code } = await answer(
      { 'How long may': 'SIGINT' },
      { images: images.root, divideNearCopies: true, out: join(folder, 'x.yaml') },
    );
    expect(code).toBe(130);
    await expect(access(join(folder, 'x.yaml'))).rejects.toThrow();
  });
});
