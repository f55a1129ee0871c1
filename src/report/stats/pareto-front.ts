/** What something costs, of which less is better, and what it scores. */
type Offer = { readonly cost: number; readonly score: number };

/**
 * The offers than which no other costs less and scores as much, or costs as much and scores more: the
 * Pareto front, from the least cost to the largest. Equal offers are all on it or all off it.
 */
export function paretoFront<T extends Offer>(offers: readonly T[]): T[] {
  return offers
    .filter(
      ({ cost, score }) =>
        !offers.some(
          (other) =>
            other.cost <= cost &&
            other.score >= score &&
            (other.cost < cost || other.score > score),
        ),
    )
    .toSorted((a, b) => a.cost - b.cost);
}
