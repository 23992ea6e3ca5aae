import { ByteBudget } from './byte-budget.js';
import { pictureBytes, unreadBytes } from './decoder/in-flight.js';

// Room for what this process reads and decodes itself, for `thaw init` and for reports.

export const picturesHere = new ByteBudget(pictureBytes());

/** Apart from that of pictures: who has read a file waits with it until there is room to decode it. */
export const filesHere = new ByteBudget(unreadBytes);
