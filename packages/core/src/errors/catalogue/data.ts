import type { Explanations } from './explanations.js';

/** Images, class folders and manifests. */
export const data = {
  'THAW-DATA-NO-FOLDER':
    'There is no folder at `data.root`. A relative path starts from the folder of the spec.',
  'THAW-DATA-NO-CLASSES':
    'The folder at `data.root` holds no folder with images. Without a manifest, each class is a folder with its images in it.',
  'THAW-DATA-SPLIT-FOLDERS':
    'The folders in `data.root` are called train, test and the like, so they are splits and not classes. Point `data.root` at one of them and let Thaw split it, or list all images in a manifest with a column `split`.',
  'THAW-DATA-UNSUPPORTED-FILES':
    'A warning: files in the class folders are of kinds that Thaw does not read, and are left out.',
  'THAW-DATA-LOOSE-IMAGES':
    'A warning: images lie beside the class folders, so their class is not known. They are left out.',
  'THAW-DATA-NAME-ENCODING':
    'A file or folder below `data.root` has a name that is not UTF-8, as an archive of an old Windows leaves it. Rename it.',
  'THAW-DATA-LINKS':
    'Folders below `data.root` link each other so often that one of them is reached in more than a thousand ways. Its images would count as many times.',
  'THAW-DATA-NO-IMAGES': 'The folder after `--images` holds no image, at any depth.',
  'THAW-DATA-NO-MANIFEST':
    'There is no file at `data.manifest`, or it is no CSV file: a folder, or of more than half a gigabyte. A relative path starts from the folder of the spec.',
  'THAW-DATA-MANIFEST-ENCODING': 'The manifest is not UTF-8. Spreadsheets save it so as "CSV UTF-8".',
  'THAW-DATA-MANIFEST-SYNTAX':
    'The manifest is not valid CSV, most often because a quote is not closed. A quote inside a quoted cell is written twice.',
  'THAW-DATA-MANIFEST-COLUMN':
    'The first row of the manifest does not name the columns `path` and `label` (and, if wanted, `split` and `group`), divided by commas, or names one of them twice.',
  'THAW-DATA-MANIFEST-CELLS':
    'A row has more cells than the header. A cell that holds a comma must stand in quotes.',
  'THAW-DATA-MANIFEST-PATH': 'A row has no path, or its path does not end as the name of an image does.',
  'THAW-DATA-MANIFEST-LABEL': 'A row has no label, so the class of its image is not known.',
  'THAW-DATA-MANIFEST-DUPLICATE':
    'Two rows list the same image. It could then be in training and in validation both.',
  'THAW-DATA-MANIFEST-SPLIT':
    'A row names a split that does not exist. An empty cell leaves the choice to the seed.',
  'THAW-DATA-MANIFEST-GROUP':
    'Rows of one group name different splits. A group is kept together so that validation sees nothing that training has seen.',
  'THAW-DATA-MANIFEST-COPIES':
    'Rows put files of the same content, or files that are tied to each other through groups and copies, into different splits. One of them would be trained on and held out both.',
  'THAW-DATA-MISSING-FILE':
    'The manifest lists an image that is not there. Paths start from `data.root`, or from the folder of the manifest if there is no root.',
  'THAW-DATA-ONE-CLASS': 'There are images of one class only, or none, so there is nothing to tell apart.',
  'THAW-DATA-SMALL-CLASS': 'A class has so few images that it cannot be in training and in validation both.',
  'THAW-DATA-CLASS-BLANKS':
    'The names of two classes differ only in white space (a space at an end, two spaces, a no-break space) or in characters that do not show. Nobody means that: give the class one name.',
  'THAW-DATA-CLASS-CASE':
    'A warning: the names of two classes differ only in upper and lower case, as `cat` and `Cat` do. They are two classes; if they should be one, write the name alike everywhere.',
  'THAW-DATA-CONTRADICTION':
    'Files with the same content carry different labels. One of them teaches something wrong.',
  'THAW-DATA-NO-TRAINING':
    'A class has no image to be trained on: the manifest puts all of them into validation or test, or none that is for training can be read. The class could never be learned.',
  'THAW-DATA-FEW-CLASSES':
    'A metric of the five best guesses decides something, but there are no more than five classes, so that it is always 1 and no epoch has it.',
  'THAW-DATA-FOLDS':
    'The images cannot be divided into so many folds: a fold would be empty, as groups and copies of one picture stay together; or the manifest names images for validation, which folds decide.',
  'THAW-DATA-EMPTY-SPLIT':
    'After the split, no image is left for training, or none for validation although a metric of validation is watched; or, where networks are compared, hardly any image that is for the test in no run.',
  'THAW-DATA-CHANGED':
    'Files have other bytes than when the images were indexed, are gone, or must not be read. Nothing of them is stored, since a result belongs to the bytes that were indexed. Run the same command again when nothing changes them any more.',
  'THAW-DATA-UNREADABLE':
    'More images than `data.maxUnreadable` allows cannot be decoded. They are listed; repair them, remove them, or raise the share or the count. What is stored stays: each use of it is held against the limit of whoever uses it.',
  'THAW-DATA-IMAGE-TOO-LARGE':
    'An image has more pixels than `data.maxPixels` allows, or is a file of more than 2 GiB. It is not left out, since there is nothing wrong with it: make it smaller, take it out of the dataset, or raise `data.maxPixels`, if there is memory to decode it. What is stored stays.',
} as const satisfies Explanations<'DATA'>;
