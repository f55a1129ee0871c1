/** The attributes of an SVG file that say where things are, in pixels. */
const PLACES = /\b(?:d|transform|x2?|y2?|width|height)="[^"]*"/g;

const LONG_NUMBER = /-?\d*\.\d{4,}(?:e-?\d+)?/g;

/**
 * `svg` with places to a thousandth of a pixel. The digits after that take room, and differ between
 * versions of JavaScript where a logarithm was taken.
 */
export function roundCoordinates(svg: string): string {
  return svg.replace(PLACES, (attribute) =>
    attribute.replace(LONG_NUMBER, (number) => String(Number(Number(number).toFixed(3)))),
  );
}
