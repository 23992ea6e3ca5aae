// Makes results.md anew from results.json and notes.md: node bench/render.mjs
import { writePage } from './report/results.mjs';

await writePage();
