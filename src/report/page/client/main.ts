import { startCurves } from './curves.ts';

for (const set of document.querySelectorAll<HTMLElement>('[data-curve-set]')) startCurves(set);
