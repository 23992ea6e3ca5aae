import { ThawError, type Problem } from '@thaw/core';
import { copyFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatasetFixture } from './dataset.fixture.js';
import { splitDataset } from './split-dataset.js';

let dataset: DatasetFixture;
beforeEach(async () => {
  dataset = await DatasetFixture.create();
  await dataset.images('1.png', '2.png', '3.png', 'more/4.png');
});
afterEach(() => dataset.remove());

async function problems(content: string | Uint8Array): Promise<readonly Problem[]> {
  const error = await dataset.index(await dataset.manifest(content)).catch((thrown: unknown) => thrown);
  if (error instanceof ThawError) return error.problems;
  throw error;
}

/** `line:column+length code message (found)` for each. */
const lines = (list: readonly Problem[]) =>
  list.map(({ code, message, position, found }) => {
    const place = position && `${position.line}:${position.column}+${position.length}`;
    return [place, code.replace('THAW-DATA-', ''), message, found && `(${found})`].filter(Boolean).join(' ');
  });

const header = 'path,label,split,group\n';

describe('a dataset with a manifest', () => {
  it('takes paths, labels, splits and groups from it, in any order of columns and rows', async () => {
    const { classes, images } = await dataset.index(
      await dataset.manifest(
        '\uFEFFgroup, label ,note,path,split\r\n' +
          'g1,dog,,./more/4.png,train\r\n\r\n,"cat, small",,2.png,\r\n' +
          `,dog,"a ""note""\r\nof two lines",${join(dataset.root, '3.png')},test\r\n,"cat, small",x,1.png`,
      ),
    );
    expect(classes).toEqual(['cat, small', 'dog']);
    const sha256 = expect.any(String) as string;
    expect(images).toEqual([
      { path: '1.png', label: 0, sha256 },
      { path: '2.png', label: 0, sha256 },
      { path: '3.png', label: 1, sha256, split: 'test' },
      { path: 'more/4.png', label: 1, sha256, split: 'train', group: 'g1' },
    ]);
  });

  it('reports all faulty rows at once, each with its place', async () => {
    const found = await problems(
      `${header}1.png,cat,train,\n` +
        '2.png,,train,\n' +
        '3.png,dog,val,\n' +
        ',dog,,\n' +
        './1.png,dog,,\n' +
        'notes.txt,dog,,\n' +
        '9.png,dog,train,\n' +
        '"2.png"\n' +
        'more/4.png,dog,test,g,h\n',
    );
    expect(lines(found)).toEqual([
      '3:7+1 MANIFEST-LABEL a row has no label (nothing)',
      '4:11+3 MANIFEST-SPLIT a row names an unknown split (val)',
      '5:1+1 MANIFEST-PATH a row has no path (nothing)',
      '6:1+7 MANIFEST-DUPLICATE an image is listed twice (./1.png)',
      '7:1+9 MANIFEST-PATH a path does not name an image (notes.txt)',
      '9:1+7 MANIFEST-DUPLICATE an image is listed twice (2.png)',
      '9:8+1 MANIFEST-LABEL a row has no label (nothing)',
      '10:23+1 MANIFEST-CELLS a row has more cells than the header (h)',
      '8:1+5 MISSING-FILE an image is missing',
    ]);
    expect(found[1]!.position!.excerpt).toBe('3.png,dog,val,');
    expect(found[1]!.remedy).toBe('write validation');
    expect(found[3]!.remedy).toBe('remove this row or line 2');
    expect(found.every(({ position }) => position?.file === join(dataset.folder, 'labels.csv'))).toBe(true);
  });

  it('counts lines inside quoted cells', async () => {
    const found = await problems('label,path\n"a\nb",1.png\n\n"a\nb",8.png\n"a\nb",9.png\n');
    expect(lines(found)).toEqual([
      '6:4+5 MISSING-FILE an image is missing',
      '8:4+5 MISSING-FILE an image is missing',
    ]);
  });

  it('refuses a group that the manifest itself divides', async () => {
    const found = await problems(
      `${header}1.png,cat,train,g\n2.png,cat,,g\n3.png,dog,test,g\nmore/4.png,dog,train,\n`,
    );
    expect(lines(found)).toEqual([
      '4:11+4 MANIFEST-GROUP the images of group g are put into different splits (test)',
    ]);
  });

  it('refuses copies in different splits, through chains too, all at once and with both places', async () => {
    for (const [name, of] of Object.entries({ 'copy.png': '1.png', 'link.png': '2.png' }))
      await copyFile(join(dataset.root, of), join(dataset.root, name));
    const file = join(dataset.folder, 'labels.csv');
    const found = await problems(
      `${header}1.png,cat,train,\ncopy.png,cat,validation,\n2.png,dog,,g\n3.png,dog,test,g\nlink.png,dog,train,h\nmore/4.png,dog,,h\n`,
    );
    expect(lines(found)).toEqual([
      '3:14+10 MANIFEST-COPIES copy.png has the content of 1.png, but they are put into different splits (validation)',
      '6:14+5 MANIFEST-COPIES link.png has the content of 2.png, which is in group g with 3.png, ' +
        'but they are put into different splits (train)',
    ]);
    expect(found.map(({ expected }) => expected)).toEqual([
      `train, as ${file}:2:11 says of 1.png`,
      `test, as ${file}:5:11 says of 3.png`,
    ]);
    // Without contents, which are not read while rows are faulty, groups alone are looked at.
    expect(lines(await problems(`${header}1.png,cat,train,g\n2.png,,,\n3.png,dog,test,g\n`))).toEqual([
      '3:7+1 MANIFEST-LABEL a row has no label (nothing)',
      '4:11+4 MANIFEST-GROUP the images of group g are put into different splits (test)',
    ]);
  });

  it('takes a split for copies that do not name another one', async () => {
    await copyFile(join(dataset.root, '1.png'), join(dataset.root, 'copy.png'));
    const { images, classes } = await dataset.index(
      await dataset.manifest(
        `${header}1.png,cat,,\ncopy.png,cat,validation,\n2.png,cat,train,\n3.png,dog,,\nmore/4.png,dog,train,\n`,
      ),
    );
    const { validation } = splitDataset({ images, classes }, { validation: 0, test: 0 }, 1);
    expect(Array.from(validation, (at) => images[at]!.path)).toEqual(['1.png', 'copy.png']);
  });

  it('reads backslashes as Windows writes them, and letters with marks in either form', async () => {
    await dataset.images('ö/é.png'.normalize('NFD'), 'ü.png', 'back\\slash.png');
    const content =
      'path,label\nmore\\4.png,a\n.\\1.png,a\n' +
      `${'ö\\é.png'.normalize('NFC')},b\n${'ü.png'.normalize('NFD')},b\nback\\slash.png,b\n`;
    const { images } = await dataset.index(await dataset.manifest(content));
    expect(images.map(({ path }) => path)).toEqual(
      ['1.png', 'back\\slash.png', 'more/4.png', 'ö/é.png'.normalize('NFD'), 'ü.png'].sort(),
    );
    expect(lines(await problems(`path,label\nmore/4.png,a\n1.png,a\n2.png,b\nmore\\4.png,b\n`))).toEqual([
      '5:1+10 MANIFEST-DUPLICATE an image is listed twice (more\\4.png)',
    ]);
    const [drive] = await problems('path,label\nC:\\x\\1.png,a\nC:\\x\\2.png,b\n');
    expect(drive).toMatchObject({
      code: 'THAW-DATA-MISSING-FILE',
      remedy: 'write paths from `data.root`, without a drive',
    });
  });

  it('takes a path for one file, however it leads there, and however often up', async () => {
    const again = `../${basename(dataset.root)}/1.png`;
    expect(lines(await problems(`path,label\n1.png,a\n${again},b\n`))).toEqual([
      `3:1+${again.length} MANIFEST-DUPLICATE an image is listed twice (${again})`,
    ]);
    const up = `path,label\n1.png,a\n${'../'.repeat(100_000)}none.png,b\n`;
    const [missing] = await problems(up);
    expect(missing).toMatchObject({
      code: 'THAW-DATA-MISSING-FILE',
      expected: `a file ${relative(dataset.root, '/none.png')} in ${dataset.root}`,
    });
  });

  it('takes a name for one class, and for one group, however its letters are composed', async () => {
    const [one, two] = ['café', 'café'].map((name, index) => name.normalize(index === 0 ? 'NFC' : 'NFD'));
    const { classes, images } = await dataset.index(
      await dataset.manifest(
        `${header}1.png,${one},,${one}\n2.png,${two},,${two} \n3.png,tea,,"a  b"\nmore/4.png,tea,,a\u00a0b\u200b\n`,
      ),
    );
    expect(classes).toEqual([one, 'tea']);
    expect(images.map(({ label, group }) => `${label} ${group}`)).toEqual([
      `0 ${one}`,
      `0 ${one}`,
      '1 a b',
      '1 a b',
    ]);
  });

  it('refuses labels that differ in white space alone, and warns of those that differ in case', async () => {
    await dataset.images('5.png', '6.png');
    const rows = '1.png,a b\n2.png,a b\n3.png,a  b\n5.png,a b\u200b\nmore/4.png,tea\n6.png,tea';
    const found = await problems(`path,label\n${rows}\n`);
    expect(lines(found)).toEqual([
      '4:7+4 CLASS-BLANKS two classes differ only in white space or in characters that do not show ' +
        '("a b" (2 images) and "a  b" (1 image))',
      '5:7+4 CLASS-BLANKS two classes differ only in white space or in characters that do not show ' +
        '("a b" (2 images) and "a b\\u{200b}" (1 image))',
    ]);
    const cased = '1.png,cat\n2.png,cat\n3.png,Cat\n5.png,Cat\n6.png,cat\n';
    const { classes, warnings } = await dataset.index(await dataset.manifest(`path,label\n${cased}`));
    expect(classes).toEqual(['Cat', 'cat']);
    expect(lines(warnings)).toEqual([
      '4:7+3 CLASS-CASE two classes differ only in upper and lower case ("cat" (3 images) and "Cat" (2 images))',
    ]);
  });

  it.each([
    [
      'a column twice, with both places',
      'path,label,label,split,split\n1.png,cat,dog,train,test\n',
      ['label', 'split'].map(
        (name, index) =>
          `1:${index === 0 ? 12 : 24}+5 MANIFEST-COLUMN the manifest has the column \`${name}\` twice ` +
          '(path, label, label, split, split) → take away or rename the one that does not count',
      ),
    ],
    [
      'a missing column, with the one that is meant',
      'file,class\n1.png,cat\n',
      [
        '1:1+4 MANIFEST-COLUMN the manifest has no column `path` (file, class) → rename `file` to `path`',
        '1:6+5 MANIFEST-COLUMN the manifest has no column `label` (file, class) → rename `class` to `label`',
      ],
    ],
    [
      'a misspelt column',
      'Path,label,gruop\n1.png,cat,a\n',
      [
        '1:1+4 MANIFEST-COLUMN the manifest has no column `path` (Path, label, gruop) → rename `Path` to `path`',
        '1:12+5 MANIFEST-COLUMN the column `gruop` is not known, but much like `group` → ' +
          'rename it to `group`, or to something quite different if it means something else',
      ],
    ],
    [
      'semicolons',
      'path;label\n1.png;cat\n',
      [
        '1:1+10 MANIFEST-COLUMN the manifest has no column `path` (path;label)',
        '1:1+10 MANIFEST-COLUMN the manifest has no column `label` (path;label)',
      ],
    ],
    [
      'an empty file',
      '',
      [
        '1:1+1 MANIFEST-COLUMN the manifest has no column `path` (an empty file)',
        '1:1+1 MANIFEST-COLUMN the manifest has no column `label` (an empty file)',
      ],
    ],
    [
      'a quote that is not closed',
      'path,label\n1.png,"cat\n',
      ['2:7+1 MANIFEST-SYNTAX a quoted cell is not closed, or is followed by more text'],
    ],
    [
      'a header alone',
      'path,label\n',
      [
        'ONE-CLASS a classifier needs at least two classes (no images) → add images of at least one other thing, in a folder of their own or under a label of their own',
      ],
    ],
    [
      'classes that are too small',
      'path,label\n1.png,cat\n2.png,cat\n3.png,dog\n',
      ['SMALL-CLASS class dog has one image only → add images of it, or leave the class out'],
    ],
  ])('refuses %s', async (_, content, expected) => {
    const found = await problems(content);
    expect(
      lines(found).map((line, index) => [line, found[index]!.remedy].filter(Boolean).join(' → ')),
    ).toEqual(expected);
  });

  it('says once when the folder is wrong for all of them', async () => {
    const found = await problems('path,label\nx/1.png,cat\nx/2.png,cat\n');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      code: 'THAW-DATA-MISSING-FILE',
      message: `none of the 2 images of the manifest is in ${dataset.root}`,
      remedy: 'set `data.root` to the folder that the manifest’s paths start from',
    });
  });

  it('refuses text that is not UTF-8, and a manifest that is not there', async () => {
    expect(lines(await problems(Buffer.from('path,label\n1.png,K\xe4fer\n', 'latin1')))).toEqual([
      `MANIFEST-ENCODING ${join(dataset.folder, 'labels.csv')} is not UTF-8`,
    ]);
    await expect(dataset.index(join(dataset.folder, 'nowhere.csv'))).rejects.toThrow('THAW-DATA-NO-MANIFEST');
  });
});
