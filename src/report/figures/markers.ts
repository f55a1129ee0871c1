import { rounded } from './figure.ts';
import { html, type Markup } from './markup.ts';

/** Forms of dots that can be told apart without colour; each has about the same area. */
export const SHAPES = ['circle', 'square', 'triangle', 'diamond'] as const;

export type Shape = (typeof SHAPES)[number];

/** The outline around 0, 0 of each, for a circle of radius `r`. */
const OUTLINES: Readonly<Record<Shape, (r: number) => string>> = {
  circle: (r) => `m${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0z`,
  square: (r) => `m${rounded(-0.9 * r)},${rounded(-0.9 * r)}h${1.8 * r}v${1.8 * r}h${-1.8 * r}z`,
  triangle: (r) =>
    `m0,${rounded(-1.3 * r)}l${rounded(1.2 * r)},${rounded(2.1 * r)}h${rounded(-2.4 * r)}z`,
  diamond: (r) =>
    `m0,${rounded(-1.4 * r)}l${1.2 * r},${1.4 * r}l${-1.2 * r},${1.4 * r}l${-1.2 * r},${-1.4 * r}z`,
};

type MarkerPlace = { readonly x: number; readonly y: number; readonly radius: number };

/** A dot in the colour of its row. */
export function marker(shape: Shape, { x, y, radius }: MarkerPlace, isHollow = false): Markup {
  return html`<path data-shape="${shape}" fill="${isHollow ? 'none' : 'currentColor'}" stroke="currentColor" stroke-width="1.5" stroke-dasharray="none" d="M${rounded(x)},${rounded(y)}${OUTLINES[shape](radius)}"/>`;
}
