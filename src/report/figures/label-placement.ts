import { range } from 'd3-array';

/** A place in a panel, in pixels from its top left. */
type Position = { readonly x: number; readonly y: number };

export type LabelledPoint = Position & { readonly text: string };

/** Of bold letters at 11 pixels, with room around them. */
const CHARACTER_WIDTH = 7.5;
const LINE_HEIGHT = 12;
/** Around the middle of each point that no label may cover. */
const POINT_RADIUS = 4;

/** How near a label's middle may come to its own point, to its side. */
const NEAREST = 10;
const STEP = 6;
/** How far a label may stand from its point. */
const REACH = { across: 132, down: 78 };

function boxAround({ x, y }: Position, width: number, height: number) {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

type Box = ReturnType<typeof boxAround>;

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const upTo = (reach: number): number[] => range(0, reach + 1, STEP);

/** Shifts from a point to its label, nearest first; to the right before the left. */
const SHIFTS: readonly Position[] = upTo(REACH.across)
  .flatMap((across) =>
    upTo(REACH.down).flatMap((down) =>
      [-down, down].flatMap((y) => [
        { x: NEAREST + across, y },
        { x: -NEAREST - across, y },
      ]),
    ),
  )
  .toSorted((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y));

/**
 * Finds a place for the label of each point: as near as may be, over no other label and no point.
 * A label that fits nowhere near stands on its point's right.
 *
 * @returns the middle of each label, in the order of `points`
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  { width, height }: { readonly width: number; readonly height: number },
): Position[] {
  const taken = points.map((point) => boxAround(point, 2 * POINT_RADIUS, 2 * POINT_RADIUS));
  return points.map(({ x, y, text }) => {
    const labelWidth = text.length * CHARACTER_WIDTH;
    const fits = (place: Position) => {
      const box = boxAround(place, labelWidth, LINE_HEIGHT);
      const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
      return inside && !taken.some((other) => overlap(box, other));
    };
    const around = SHIFTS.map((shift) => ({ x: x + shift.x, y: y + shift.y }));
    const place = around.find(fits) ?? { x: x + NEAREST, y };
    taken.push(boxAround(place, labelWidth, LINE_HEIGHT));
    return place;
  });
}
