#!/usr/bin/env python3
"""Writes a site of N policies in Arabic and English, for measuring.

    corpus.py FOLDER POLICIES

The same texts are written for Hugo by `hugo()`, with the templates beside this file: one page a
language and policy, one list an association, one home page. That is what a peer is asked for.

The words are our own and mean little; the shape is that of real policies: some 1,200 words a text,
eight to twelve sections, lists lettered in the hija'i order, nested lists, references, embeds,
promises and approvals. Policy k of association a depends on (a, k) alone, so a small site is the
beginning of a larger one. Python's standard library only.
"""

import os
import random
import re
import shutil
import sys

A_FOLDER = 20
HIJAI = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"

TOPICS = [
    ("العلاقة مع المستفيدين", "Relations with Beneficiaries"),
    ("الشكاوى", "Complaints"),
    ("التطوع", "Volunteering"),
    ("المشتريات", "Purchasing"),
    ("حفظ الوثائق", "Keeping Documents"),
    ("خصوصية البيانات", "Privacy of Data"),
    ("الموارد البشرية", "Staff"),
    ("قبول التبرعات", "Accepting Donations"),
    ("المخاطر", "Risks"),
    ("تعارض المصالح", "Conflicts of Interest"),
]
SECTIONS = [
    ("تمهيد", "Preamble"),
    ("الغاية", "Purpose"),
    ("النطاق", "Scope"),
    ("معاني الكلمات", "Meanings of Words"),
    ("الحقوق", "Rights"),
    ("الواجبات", "Duties"),
    ("الخطوات", "Steps"),
    ("المدد", "Periods"),
    ("السجلات", "Records"),
    ("المسؤوليات", "Responsibilities"),
    ("المراجعة", "Review"),
    ("أحكام عامة", "General Provisions"),
]
WHO = [
    ("الوحدة المختصة", "the unit in charge"),
    ("مدير الإدارة", "the head of the unit"),
    ("الموظف المسؤول", "the officer responsible"),
    ("لجنة المراجعة", "the review committee"),
    ("أمين السجل", "the keeper of the register"),
    ("المشرف على الخدمة", "the supervisor of the service"),
    ("منسق التطوع", "the coordinator of volunteers"),
]
DOES = [
    ("ينظر في", "looks into"),
    ("يسجل", "records"),
    ("يتحقق من", "verifies"),
    ("يحفظ", "keeps"),
    ("يعرض على المجلس", "brings before the board"),
    ("يجيب كتابةً عن", "answers in writing"),
    ("يوضح لصاحب الشأن", "explains to the person concerned"),
    ("يراجع كل عام", "reviews every year"),
]
WHAT = [
    ("كل طلب يرد إلى الجمعية", "every request that reaches the association"),
    ("ما يُقدَّم من شكاوى واقتراحات", "the complaints and suggestions that are made"),
    ("بيانات المستفيد وما يثبت صحتها", "the beneficiary's data and what proves them"),
    ("الوثائق التي تستند إليها القرارات", "the documents on which decisions rest"),
    ("أسباب الرفض متى وقع", "the reasons of a refusal, where there is one"),
    ("قوائم الانتظار وترتيبها", "the waiting lists and their order"),
    ("ما اتُّفق عليه مع الشركاء", "what was agreed with partners"),
    ("نتائج قياس الرضا", "the results of asking how satisfied people are"),
]
WHEN = [
    ("قبل نهاية الأسبوع", "before the week is out"),
    ("في أول جلسة تالية", "at the next sitting"),
    ("متى اكتملت أوراقه", "once the papers are complete"),
    ("من غير تأخير لا عذر فيه", "without any delay that has no excuse"),
    ("وفق ما تقرره الأنظمة", "as the laws require"),
    ("بعلم صاحب الشأن ورضاه", "with the knowledge and consent of the person concerned"),
    ("في سجل خاص لا يُطلع عليه إلا من أُذن له", "in a register of its own, open only to those allowed to see it"),
]


def sentence(rng):
    """One sentence, in both languages."""
    who, does, what, when = (rng.choice(words) for words in (WHO, DOES, WHAT, WHEN))
    english = f"{who[1]} {does[1]} {what[1]}, {when[1]}"
    return f"{who[0]} {does[0]} {what[0]}، {when[0]}", english[0].upper() + english[1:]


def sentences(rng, count):
    made = [sentence(rng) for _ in range(count)]
    return "، و".join(ar for ar, _ in made) + ".", ". ".join(en for _, en in made) + "."


def text(rng):
    """The bodies of a policy's two texts, and the clause that makes its promise."""
    ar, en = [], []

    def line(arabic, english):
        ar.append(arabic)
        en.append(english)

    count = rng.randint(8, 12)
    promise = None
    for nth, (arabic, english) in enumerate(SECTIONS[:count]):
        line(f"## {arabic} {{#part-{nth + 1}}}\n", f"## {english} {{#part-{nth + 1}}}\n")
        line(*(words + "\n" for words in sentences(rng, 2)))
        if nth == 0:
            line("::commitments\n", "::commitments\n")
        for item in range(rng.randint(3, 6)):
            arabic_words, english_words = sentences(rng, 1)
            if item == 1 and nth:
                arabic_words = arabic_words[:-1] + f" (انظر [ما سبق](clause:part-{nth}))."
                english_words = english_words[:-1] + f" (see [above](clause:part-{nth}))."
            if nth == 7 and item == 2:
                promise = "part-8-promise"
                arabic_words += f" {{#{promise}}}"
                english_words += f" {{#{promise}}}"
            line(f"{HIJAI[item]}- {arabic_words}", f"{chr(97 + item)}- {english_words}")
            if item == 0 and nth % 3 == 2:
                for _ in range(2):
                    inner = sentences(rng, 1)
                    line(f"    - {inner[0]}", f"    - {inner[1]}")
        line("", "")
    line("## الاعتماد {#approval}\n\n::approval", "## Approval {#approval}\n\n::approval")
    return "\n".join(ar) + "\n", "\n".join(en) + "\n", promise


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(content)


def corpus(folder, policies):
    content = os.path.join(folder, "content")
    write(
        os.path.join(content, "site.yaml"),
        "title: {ar: سياسات كثيرة, en: Many Policies}\nbase_url: https://many.example.org/\nlanguages: [ar, en]\nlayout: portal\n",
    )
    for nth in range(policies):
        association, within = divmod(nth, A_FOLDER)
        home = os.path.join(content, f"association-{association + 1}")
        if within == 0:
            write(
                os.path.join(home, "association.yaml"),
                f"name: {{ar: جمعية المقياس {association + 1}, en: Benchmark Association {association + 1}}}\n"
                f'licence: "{1000 + association}"\nlocation: {{ar: مدينة المقياس, en: Benchmark City}}\n',
            )
            write(
                os.path.join(home, "channels.yaml"),
                "channels:\n"
                "  - id: phone\n    kind: phone\n    name: {ar: الهاتف, en: Phone}\n"
                '    value: "+966500000000"\n    serves: [complaint, request]\n'
                "  - id: office\n    kind: interview\n    name: {ar: المقر, en: Office}\n    value: https://many.example.org/map\n    serves: [enquiry]\n",
            )
        rng = random.Random(f"{association} {within}")
        topic = TOPICS[within % len(TOPICS)]
        ar, en, promise = text(rng)
        here = os.path.join(home, "policies", f"policy-{within + 1}")
        title = (f"سياسة {topic[0]} {within + 1}", f"{topic[1]} Policy {within + 1}")
        commitments = (
            f"commitments:\n  - {{id: reply, clause: {promise}, bound: at-most, amount: {rng.randint(3, 20)}, unit: working-day}}\n"
            if promise
            else ""
        )
        day = rng.randint(1, 28)
        write(
            os.path.join(here, "policy.yaml"),
            f"title: {{ar: {title[0]}, en: {title[1]}}}\ncode: B-{nth + 1:04}\ngoverning_language: ar\nchannels: [phone, office]\n{commitments}"
            f'versions:\n  - version: "1.0"\n    effective: 2025-02-{day:02}\n    approval:\n      body: {{ar: مجلس الإدارة, en: Board of Directors}}\n'
            f"      session: {rng.randint(1, 12)}\n      date: 2025-02-{day:02}\n",
        )
        about = sentences(rng, 1)
        write(os.path.join(here, "1.0", "ar.md"), f"---\ntitle: {title[0]}\nsummary: {about[0]}\n---\n\n{ar}")
        write(os.path.join(here, "1.0", "en.md"), f"---\ntitle: {title[1]}\nsummary: {about[1]}\ntranslation: courtesy\n---\n\n{en}")


def plain_markdown(body):
    """What Hugo reads: lists with marks of its own, no embeds, ids of headings alone."""
    body = re.sub(r"^::\w+\n", "", body, flags=re.M)
    body = re.sub(r"^(?!#)(.*?) \{#[^}]*\}$", r"\1", body, flags=re.M)
    body = re.sub(r"^( *)(?:\w)- ", r"\1- ", body, flags=re.M)
    return body.replace("](clause:", "](#")


def hugo(site, folder):
    """Writes the texts of a site of ours as a site of Hugo's."""
    shutil.copytree(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hugo"), folder, dirs_exist_ok=True)
    write(os.path.join(folder, "static", "style.css"), "body{max-inline-size:60rem;margin:auto}\n")
    content = os.path.join(site, "content")
    associations = sorted(name for name in os.listdir(content) if os.path.isdir(os.path.join(content, name)))
    for association in associations:
        with open(os.path.join(content, association, "association.yaml"), encoding="utf-8") as file:
            names = re.search(r"name: \{ar: (.*?), en: (.*?)\}", file.read())
        here = os.path.join(folder, "content", association)
        for nth, lang in enumerate(("ar", "en"), 1):
            write(os.path.join(here, f"_index.{lang}.md"), f"---\ntitle: {names[nth]}\n---\n")
        policies = os.path.join(content, association, "policies")
        for policy in os.listdir(policies):
            with open(os.path.join(policies, policy, "policy.yaml"), encoding="utf-8") as file:
                facts = file.read()
            code = re.search(r"code: (\S+)", facts)[1]
            day = re.search(r" date: (\S+)", facts)[1]
            for lang in ("ar", "en"):
                with open(os.path.join(policies, policy, "1.0", f"{lang}.md"), encoding="utf-8") as file:
                    _, front, body = file.read().split("---\n", 2)
                front = front.replace("translation: courtesy\n", "")
                front += f'code: {code}\nversion: "1.0"\napproved: "{day}"\n'
                write(os.path.join(here, f"{policy}.{lang}.md"), f"---\n{front}---\n{plain_markdown(body)}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("corpus.py FOLDER POLICIES")
    corpus(sys.argv[1], int(sys.argv[2]))
