"""British → American spelling, so that both have one stem. Typed forms aren't touched.

Endings that are productive (-ise, -yse) go by rule with a list of exceptions; endings that look
alike in many other words (-our, -re, ae, oe) go by a list of the words that have them.
"""

import re
from collections.abc import Callable
from functools import cache

OUR = (
    "arb ard arm behavi cand clam col dem enam endeav fav ferv flav glam harb hon hum lab misdemean"
    " neighb od parl ranc rig rum sav savi splend succ tum val vap vig demean"
).replace(" ", "|")
RE = "calib|cent|fib|goit|lit|lust|louv|meag|met|mit|och|sab|scept|somb|spect|theat|tit"
_ISE_WORDS = """
advise apprise braise bruise chastise chemise circumcise comprise compromise concise demise
despise devise disguise enterprise excise exercise expertise franchise guise improvise incise
liaise malaise marquise merchandise noise paradise poise porpoise precise premise promise raise
reprise revise sunrise supervise surmise surprise televise tortoise treatise turquoise uprise
valise wise
"""
# Words in -ise that are never written with z, with whatever stands before them.
_ISE = tuple(_ISE_WORDS.split())
WHOLE = {
    "disc": "disk",
    "discs": "disks",
    "practise": "practice",
    "practised": "practiced",
    "practises": "practices",
    "practising": "practicing",
    "programme": "program",
    "programmes": "programs",
    "licence": "license",
    "licences": "licenses",
    "licenced": "licensed",
    "ageing": "aging",
    "aluminium": "aluminum",
    "tyre": "tire",
    "tyres": "tires",
    "enrol": "enroll",
    "enrols": "enrolls",
    "enrolment": "enrollment",
    "fulfil": "fulfill",
    "fulfils": "fulfills",
    "fulfilment": "fulfillment",
    "instalment": "installment",
    "instalments": "installments",
    "learnt": "learned",
    "spelt": "spelled",
    "connexion": "connection",
    "connexions": "connections",
}
# What is in all words of a pattern, the pattern, its replacement, in this order; a word may meet
# several ("haemodynamic behaviour").
_RULES = (
    ("our", rf"({OUR})our", r"\1or"),
    ("re", rf"({RE})re(s|d)?$", lambda m: f"{m[1]}er{'ed' if m[2] == 'd' else m[2] or ''}"),
    ("ring", r"(cent|fib|met|calib)ring$", r"\1ering"),
    ("lys", r"lys(e|ed|es|er|ers|ing)$", r"lyz\1"),
    (
        "logu",
        r"(?<!pro)logu(?:e(s|d)?|(ing))$",
        lambda m: f"log{'ed' if m[1] == 'd' else m[1] or m[2] or ''}",
    ),
    ("manoeuvr", r"manoeuvr(?:e(s|d)?|(ing|ab))", lambda m: f"maneuver{m[1] or m[2] or ''}"),
    ("aemi", r"aemi(?=[ac])", "emi"),
    ("ae", r"(h)ae(?=m)|(p)ae(?=d)|(f)ae(?=c)", r"\1\2\3e"),
    ("ae", r"(gyn|an|pal|arch)ae(?=c|sth|o)", r"\1e"),
    ("ae", r"^ae(?=sthet|tiolog)", "e"),
    ("oe", r"(?<![a-z])oe(?=str|soph|dem)", "e"),
    ("oe", r"(f|am|c)oe(?=t[aiu]|b[ai]|li?ac)", r"\1e"),
    ("rrhoea", r"rrhoea", "rrhea"),
    ("caesium", r"caesium", "cesium"),
    ("sulph", r"sulph", "sulf"),
    ("grey", r"grey", "gray"),
    ("ould", r"^(s?)(m)ould(?=$|s|e|ing)", r"\1\2old"),
    ("plough", r"plough", "plow"),
    ("ence", r"(def|off|pret)ence(?=$|s$|less)", r"\1ense"),
    ("sceptic", r"^sceptic", "skeptic"),
    ("artefact", r"artefact", "artifact"),
    ("gement", r"(judg|acknowledg)ement", r"\1ment"),
    ("ilful", r"(skil|wil)ful", r"\1lful"),
    ("ll", r"^(dial|fuel|initial|trial|duel)l(ed|er|ers|ing)$", r"\1\2"),
    ("ss", r"(focus|bias)s(ed|es|ing)$", r"\1\2"),
)
_ISING = re.compile(r"([a-z]{3,}?)is(e|ed|es|er|ers|ing|able|ation|ations|ational)$").match
_MAYBE = re.compile(
    "our|re[sd]?$|ring$|lys|logu|oe|ae|sulph|grey|mould|plough|ence|sceptic|artefact|gement|ilful|ss(?:e[ds]|ing)$|lle[dr]s?$|lling$"
).search


# gnns, pdes: what the stemmer leaves, since no vowel (but the e) stands before the s.
_PLURAL = re.compile(r"[b-df-hj-np-tv-xz]{2,}(?:[b-df-hj-np-rtv-xz]|e)s").fullmatch


def american(form: str) -> str:
    """The American spelling of a folded word; other words come back as they are."""
    if form in WHOLE:
        return WHOLE[form]
    if "is" in form and (match := _ISING(form)):
        base = match[1] + "ise"
        if not base.endswith(_ISE):
            form = f"{match[1]}iz{match[2]}"
    if _MAYBE(form):
        for letters, pattern, replacement in _compiled_rules():
            if letters in form:
                form = pattern.sub(replacement, form)
    return form[:-1] if form[-1:] == "s" and _PLURAL(form) else form


@cache
def _compiled_rules() -> tuple[
    tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...
]:
    return tuple((letters, re.compile(pattern), new) for letters, pattern, new in _RULES)
