import h5wasm from 'h5wasm';
import type { Variable } from './keras-graph.js';

let written = 0;

/** The bytes of an HDF5 file with these datasets, by their paths; the folders of a path are groups. The same datasets give the same bytes. */
export async function writeHdf5(datasets: Iterable<readonly [string, Variable]>): Promise<Uint8Array> {
  const { FS, activate_throwing_error_handler } = await h5wasm.ready;
  activate_throwing_error_handler();
  const name = `written-${written++}.h5`;
  try {
    atNoTime(() => writeFile(name, datasets));
    return FS.readFile(name);
  } finally {
    FS.unlink(name);
  }
}

function writeFile(name: string, datasets: Iterable<readonly [string, Variable]>): void {
  const file = new h5wasm.File(name, 'w');
  try {
    const groups = new Set<string>();
    for (const [path, { shape, data }] of datasets) {
      const parts = path.split('/');
      for (let depth = 1; depth < parts.length; depth++) {
        const group = parts.slice(0, depth).join('/');
        if (!groups.has(group)) file.create_group(group);
        groups.add(group);
      }
      const dtype = data instanceof Float32Array ? '<f' : '<I';
      file.create_dataset({ name: path, data, shape: [...shape], dtype });
    }
  } finally {
    file.close();
  }
}

/** HDF5 notes of each dataset when it was written, which the library has no setting against: its clock stands still meanwhile. Nothing else runs until then. */
function atNoTime(write: () => void): void {
  const { now } = Date;
  Date.now = () => 0;
  try {
    write();
  } finally {
    Date.now = now;
  }
}
