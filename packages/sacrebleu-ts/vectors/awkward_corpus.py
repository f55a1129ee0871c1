"""A small corpus that is awkward to score, and twelve systems that damage it in seeded ways.

Every second segment is real text, a sentence of the project's built-in corpus as export-builtin.ts
extracts it; the others are made from the lines below. All else comes from Python's own seeded
generator: the same corpus on every run. `references()` gives three streams, the third with gaps;
`systems()` gives the hypotheses.
"""

import pathlib
import random
import unicodedata

BUILTIN = pathlib.Path(__file__).with_name("builtin-corpus.txt")

SEGMENTS = 300
# The segment of some two hundred words.
LONGEST = 57

# {n}, {m} take numbers with separators, {name} a proper name.
WESTERN = [
    "The committee met for {n} hours on Tuesday, and nothing was decided.",
    "Der Ausschuss tagte am Dienstag {n} Stunden lang, beschlossen wurde nichts.",
    "{name} paid {n} euros - about {m}% more than in 2019 - for the well-known painting.",
    "{name} zahlte {n} Euro – rund {m} % mehr als 2019 – für das weltbekannte Gemälde.",
    "\"Is that so?\" asked {name}; \"I'd have said it's {n}.\"",
    "„Stimmt das?“, fragte {name}, »ich hätte {n} gesagt«.",
    "Mr. {name} (born 1. 4. 1957) doesn't like e-mail, state-of-the-art or not ...",
    "The U.S. dollar fell by 0.{m}, its lowest since 3.5.2011, the E.U.-wide index rose.",
    "Temperatures reached -{n}°C at 5,895 m above sea level, i.e. at the summit.",
    "See https://example.org/a?b={n}&c=d#e_f or write to info@example.org!",
    "Straße, GROSSE STRASSE, ΟΔΟΣ, İstanbul and ŒUVRE are lower-cased with care, says {name}.",
    "L’été dernier, à {n} h du matin, l'œuvre n'était pas « finie »…",
    "¿Cuántos años tiene {name}? ¡No más de {n}, según el periódico «El País»!",
    "The vote was 52–48; turnout, {m}.{m}%, was the highest since 1,234,567 people voted.",
    "if (a[{n}] != b{{i}}) return x*y^2 + ~z | $w @ `v` \\ <tag attr=\"1\"/>",
    "&quot;Tom &amp; Jerry&quot; cost &lt;{n}&gt; &amp;lt; &apos;{m}&apos; &#39;today&#39;",
    "He said <skipped> that the co-\nordination of twenty-\nfive groups took\n{n} days.",
    "A , b . c ; d ! {n} ,{m}. .5 5. , . ,, .. ... a.b.c. 1,2,3 1.a a.1 ,a .b",
    "Die Donaudampfschifffahrtsgesellschaft-Kapitänsmützen-Frage kostete {n} Gulden.",
    "Nanu, na ja: {name}s Auto fährt 180 km/h, {name}'s car doesn't.",
    "3-4 people, 3 - 4 people, a-4, 4-a, {n}-{m}, -{n}, x–y, x—y, x‑y, x−y",
    "Nobody expects the {name} inquisition, the the the the the inquisition.",
    "No.",
    "{n}",
    "Yes",
    "...",
]
EASTERN = [
    "委员会星期二开会{n}小时，没有作出任何决定。",
    "“{n}元？”他问，“太贵了！”（笑）",
    "我用Python写了{n}行代码,然后去喝Coffee了.",
    "㐀㒨䶵 are in extension A, 𠀀𪛖 in B, ㈱㍿ are enclosed, ａｂｃ１２３ full-width; {m}。",
    "委員会は火曜日に{n}時間会合したが、何も決まらなかった。",
    "東京スカイツリーの高さは６３４メートル・世界一「だった」ｶﾀｶﾅ。",
    "위원회는 화요일에 {n}시간 동안 회의했지만 아무것도 결정되지 않았다.",
    "اجتمعت اللجنة {n} ساعات يوم الثلاثاء، ولم يتقرر شيء؟",
    "समिति की बैठक मंगलवार को {n} घंटे चली, कुछ तय नहीं हुआ।",
    "คณะกรรมการประชุมกันในวันอังคารเป็นเวลา {n} ชั่วโมง",
    "Комитет заседал во вторник {n} часов — и ничего не решил…",
    "Η επιτροπή συνεδρίασε την Τρίτη {n} ώρες· τίποτα δεν αποφασίστηκε;",
    "ועדה נפגשה ביום שלישי {n} שעות, \u200fולא הוחלט דבר.",
]
SYMBOLIC = [
    "So happy 😀😀 today 👨\u200d👩\u200d👧\u200d👦 {n} 👍🏽 ❤️ 🇩🇪!",
    "∑ x² ≤ {n} ± {m} ⇒ ∀y ∈ ℝ: √y ≥ 0 ½ ⅓ Ⅳ ① £{n} €{m} ¥ ₹ © ® ™ § ¶ † • ★ ☃",
    "Cafe\u0301 nai\u0308ve n\u0303andu\u0301 a\u0301\u0323 Z\u0351\u0343\u0321algo {n}",
    "non\u00a0breaking\u00a0space, narrow\u202fspace {n}\u202f%, ideographic\u3000space, thin\u2009one",
    "zero\u200bwidth, soft\u00adhyphen, byte\ufeffmark, word\u2060joiner, l-t-r\u200emark {n}",
    "file\x1cgroup\x1drecord\x1eunit\x1fseparators, next\u0085line, line\u2028and\u2029paragraph {n}",
    "tab\tand\tvertical\x0btab, form\x0cfeed, carriage\rreturn {n}",
    "٣٫١٤ and ３．１４ and ३.१४ and Ⅻ.Ⅰ and ²,³ are numbers; {n}",
    "→ ← ↑ ↓ ─│┌ ▲△ ⓐ ⸮ ‽ ⁇ ‰ ″ ′ ‖ ‗ ⁂ {n}",
    "a/b\\c|d_e~f`g^h+i=j<k>l@m#n$o%p&q*r({n})s[t]u{{v}}w:x;y\"z'0",
]
NAMES = ["Müller", "O'Neill", "García", "van der Berg", "Smith-Jones", "Ångström", "李明"]


def _number(rng):
    value = rng.randrange(1, 10 ** rng.randrange(1, 8))
    return rng.choice([f"{value}", f"{value:,}", f"{value:,}".replace(",", "."), f"{value / 100:.2f}"])


def _fill(template, rng):
    return template.format(n=_number(rng), m=rng.randrange(1, 100), name=rng.choice(NAMES))


def _base():
    rng = random.Random(20181)
    templates = WESTERN + WESTERN + EASTERN + SYMBOLIC
    awkward = [_fill(templates[i % len(templates)], rng) for i in range(SEGMENTS // 2)]
    real = BUILTIN.read_text(encoding="utf-8").splitlines()
    lines = [line for pair in zip(real, awkward, strict=True) for line in pair]
    # Two very long lines, of words and of characters without a space, and empty references.
    lines[LONGEST] = " ".join(_fill(rng.choice(WESTERN), rng) for _ in range(20))
    lines[158] = "".join(_fill(rng.choice(EASTERN), rng) for _ in range(15)).replace(" ", "")
    lines[101] = lines[202] = lines[299] = ""
    lines[103] = "   "
    return lines


def _drop_words(line, rng):
    return " ".join(w for w in line.split(" ") if rng.random() > 0.15)


def _replace_words(line, rng):
    other = rng.choice(WESTERN).split(" ")
    return " ".join(rng.choice(other) if rng.random() < 0.2 else w for w in line.split(" "))


def _swap_neighbours(line, rng):
    words = line.split(" ")
    for i in range(len(words) - 1):
        if rng.random() < 0.2:
            words[i], words[i + 1] = words[i + 1], words[i]
    return " ".join(words)


def _move_blocks(line, rng):
    words = line.split(" ")
    for _ in range(2):
        start, size = rng.randrange(len(words)), rng.randrange(1, 6)
        block = words[start:start + size]
        del words[start:start + size]
        target = rng.randrange(len(words) + 1)
        words[target:target] = block
    return " ".join(words)


def _damage_characters(line, rng):
    out = []
    for char in line:
        roll = rng.random()
        if roll < 0.03:
            continue
        out.append(rng.choice("aeinrst .,-öß’") if roll < 0.06 else char)
    return "".join(out)


def _change_case(line, rng):
    return rng.choice([str.upper, str.lower, str.title, str.swapcase])(line)


def _repeat(line, rng):
    return " ".join([line] * rng.randrange(1, 4)) if len(line) < 500 else line


def _truncate(line, rng):
    return line[:rng.randrange(len(line) + 1)]


def _change_spaces(line, rng):
    spaces = [" ", "  ", "\u00a0", "\u3000", "\t", "\u2009", "\u202f", "", "\u0085", "\u200b"]
    return rng.choice(["", " ", "\u3000"]) + "".join(
        rng.choice(spaces) if c == " " and rng.random() < 0.3 else c for c in line) + rng.choice(["", " \r"])


def _change_punctuation(line, rng):
    table = {".": "。", ",": "，", '"': "“", "'": "’", "-": "–", "?": "？", "!": "！", "%": "٪", "(": "（"}
    return "".join(table.get(c, c) if rng.random() < 0.5 else c for c in line)


def _escape_entities(line, rng):
    table = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
    return "".join(table.get(c, c) for c in line)


def _decompose(line, rng):
    return unicodedata.normalize(rng.choice(["NFD", "NFKC", "NFKD", "NFC"]), line)


def _separate_punctuation(line, rng):
    return "".join(f" {c} " if unicodedata.category(c)[0] in "PS" else c for c in line)


def _empty_some(line, rng):
    return "" if rng.random() < 0.3 else line


def _exchange(line, rng):
    return _fill(rng.choice(WESTERN + EASTERN), rng) if rng.random() < 0.25 else line


SYSTEMS = {
    "drop": [_drop_words],
    "replace": [_replace_words],
    "swap": [_swap_neighbours, _drop_words],
    "move": [_move_blocks, _replace_words],
    "characters": [_damage_characters],
    "case": [_change_case],
    "repeat": [_repeat, _drop_words],
    "truncate": [_truncate],
    "spaces": [_change_spaces, _swap_neighbours],
    "punctuation": [_change_punctuation, _escape_entities],
    "forms": [_decompose, _separate_punctuation, _move_blocks],
    "gaps": [_empty_some, _exchange, _damage_characters],
}


def _apply(steps, lines, seed):
    rng = random.Random(seed)
    result = []
    for line in lines:
        for step in steps:
            line = step(line, rng)
        result.append(line)
    return result


def references():
    """Three streams; in the third about a third of the segments have no reference (None)."""
    base = _base()
    second = _apply([_replace_words, _swap_neighbours], base, 7001)
    third = _apply([_drop_words, _change_case], base, 7002)
    rng = random.Random(7003)
    return [base, second, [line if rng.random() < 0.65 else None for line in third]]


def systems():
    """Hypotheses by system name."""
    base = _base()
    return {name: _apply(steps, base, 9000 + i) for i, (name, steps) in enumerate(SYSTEMS.items())}
