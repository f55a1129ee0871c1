"""Short made-up segments on which the last bit and the second pass of a tokenizer count.

Few short words, so that several references often have the same F-score on paper; possessives,
digits before punctuation and East Asian text, which sacreBLEU's TER tokenizes once in hypotheses
and twice in references.
"""

import random

WORDS = ["he", "to", "in", "an", "be", "is", "cat", "sat", "on", "it", "Tom's", "dog's", "U.S.", "2", "3.5",
         "x's's", "a's。", "5,2", "no-one", "7-up", "&quot;", "!?", "(a)", "学's", "人々", "、", "。", "..5", "É's"]
ENDS = ["", "", ".", ",", "'s.", ".2", "'s,", "。"]


def segment(rng):
    words = [rng.choice(WORDS) + (rng.choice(ENDS) if rng.random() < 0.3 else "") for _ in range(rng.randint(1, 5))]
    return " ".join(words)


def corpora(seed, count, segments=6, streams=3):
    """`count` corpora, each a list of hypotheses and lists of references."""
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        hypotheses = [segment(rng) for _ in range(segments)]
        # Half of the references are the hypothesis with a word changed.
        references = [[near(rng, hyp) if rng.random() < 0.5 else segment(rng) for hyp in hypotheses]
                      for _ in range(streams)]
        made.append([hypotheses, references])
    return made


def near(rng, hypothesis):
    words = hypothesis.split()
    words[rng.randrange(len(words))] = rng.choice(WORDS)
    return " ".join(words)
