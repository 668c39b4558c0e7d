#!/usr/bin/env python3
"""Writes a site of N clauses whose vocabulary grows as that of real texts does.

    corpus.py FOLDER CLAUSES

The words of content/ are the beginning. From there each next word is drawn as Pitman and Yor draw
(a new word with probability (T + D*V) / (n + T), where n words have been drawn and V of them
differ; else a word drawn before, as often as it was), so that the vocabulary grows by Heaps' law,
V ~ n^D, with D = 0.62 for Arabic and 0.50 for English, T = 10. A new word is one met before with
other letters around it (an article, a conjunction, a pronoun, a plural), or, one time in two, one of a
root that has not been met. Lengths of clauses are those of content/. Python's standard library only.
"""

import os
import random
import re
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.."))
GROWTH = {"ar": 0.62, "en": 0.50}
START = 10
A_POLICY = 40
LETTERS = {"ar": "بتثجحخدذرزسشصضطظعغفقكلمنهوي", "en": "bcdfghklmnprstvw"}
PATTERNS = {
    "ar": ["{}ا{}{}", "م{}{}و{}", "ت{}{}ي{}", "{}{}ا{}ة", "ا{}ت{}ا{}", "م{}ا{}{}ة", "{}{}{}"],
    "en": ["{}a{}e{}", "{}o{}i{}ion", "{}e{}{}al", "{}i{}{}er", "{}u{}{}ment"],
}
BEFORE = {"ar": ["ال", "و", "وال", "بال", "لل", "ب", "ل"], "en": [""]}
AFTER = {"ar": ["", "ها", "هم", "ات", "ية", "ين"], "en": ["s", "ing", "ed", "ly"]}


def real_clauses(lang):
    """The clauses of content/, as lists of words."""
    clauses = []
    for at, _, names in sorted(os.walk(os.path.join(ROOT, "content"))):
        if f"{lang}.md" in names:
            text = open(os.path.join(at, f"{lang}.md"), encoding="utf-8").read().split("---", 2)[-1]
            for line in text.splitlines():
                words = re.findall(r"[^\W\d_][\w\u064b-\u0652]*", re.sub(r"\{#[^}]*\}|\([a-z]+:[^)]*\)|^::.*", " ", line))
                if words:
                    clauses.append(words)
    return clauses


class Words:
    """Draws words one after the other."""

    def __init__(self, lang, rng):
        self.lang, self.rng = lang, rng
        clauses = real_clauses(lang)
        self.lengths = [len(clause) for clause in clauses]
        self.drawn = [word for clause in clauses for word in clause]
        self.known = set(self.drawn)

    def new(self):
        rng = self.rng
        while True:
            if rng.random() < 0.5:
                word = rng.choice(self.drawn)
                word = rng.choice(BEFORE[self.lang]) + word + rng.choice(AFTER[self.lang])
            else:
                word = rng.choice(PATTERNS[self.lang]).format(*rng.choices(LETTERS[self.lang], k=3))
            if word not in self.known or rng.random() < 0.02:
                self.known.add(word)
                return word

    def clause(self, limit):
        rng, drawn = self.rng, self.drawn
        words = []
        for _ in range(min(rng.choice(self.lengths), limit)):
            if rng.random() * (len(drawn) + START) < START + GROWTH[self.lang] * len(self.known):
                word = self.new()
            else:
                word = drawn[int(rng.random() * len(drawn))]
            drawn.append(word)
            words.append(word)
        return " ".join(words)


def main(folder, clauses):
    rng = random.Random(20260101)
    words = {lang: Words(lang, rng) for lang in ("ar", "en")}
    content = os.path.join(folder, "content")

    def write(path, text):
        path = os.path.join(content, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    write("site.yaml", "title: {ar: قياس, en: Bench}\nbase_url: https://bench.example.org/\nlanguages: [ar, en]\n")
    for policy in range(-(-clauses // A_POLICY)):
        association = f"a{policy // 10}"
        if policy % 10 == 0:
            write(f"{association}/association.yaml", f"name: {{ar: جمعية {association}, en: Association {association}}}\n")
        at = f"{association}/policies/p{policy % 10}"
        title = {lang: words[lang].clause(4) for lang in words}
        write(
            f"{at}/policy.yaml",
            f"title: {{ar: '{title['ar']}', en: '{title['en']}'}}\ngoverning_language: ar\ncategory: c{policy % 7}\n"
            'versions:\n  - version: "1.0"\n    approval: not-stated\n',
        )
        for lang in words:
            lines = []
            for nth in range(min(A_POLICY, clauses - policy * A_POLICY)):
                heading = nth % 8 == 0
                lines.append(("## " if heading else "- ") + words[lang].clause(5 if heading else 60))
                if heading:
                    lines.append("")
            write(f"{at}/1.0/{lang}.md", "\n".join(lines).replace("\n## ", "\n\n## ") + "\n")
    for lang in words:
        print(f"{lang}: {len(words[lang].drawn)} words, {len(words[lang].known)} differ", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]))
