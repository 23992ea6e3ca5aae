/** How deep models lie in models, and their groups in HDF5 files, at the most; people nest two or three. */
export const deepestNesting = 50;
