"""Harm told by verbs: active, passive, participles behind a noun, and idioms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hudhud.reading.harm_claims import Harm, aged, claims, just_before, objects, subjects
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.parse import behind_of, lemma
from hudhud.reading.victims import SentenceVictims

if TYPE_CHECKING:
    from spacy.tokens import Token

_TO_DEATH = {"stab", "burn", "beat", "hack", "stone", "torture", "club", "bludgeon", "shoot", "crush"}
# Being shot is being wounded, where no word of the sentence says that it killed.
_WOUNDING = {"shoot", "stab"}
_FATAL = frozenset(
    "dead death deaths killed killing kill fatal fatally died dies die murder murdered down slain".split()
)
_LEADING = {"take", "lead", "carry", "march", "drag", "herd", "bundle", "drive"}


def find(token: Token, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    """The harms that one verb tells."""
    word = lemma(token)
    idiom = _idiom(token, word, seen, lexicon)
    if idiom is not None:
        yield from idiom
    elif word in lexicon.object_verbs:
        if word in {"take", "seize", "hang"} and not _person_object(token, seen, lexicon):
            return
        yield from _object_verb(token, lexicon.object_verbs[word], word, seen, lexicon)
    elif word in lexicon.subject_verbs:
        yield from claims(lexicon.subject_verbs[word], token, subjects(token), seen, f"subject of {word!r}")
    elif (harm := _harm_by_manner(token, word)) is not None:
        yield from _object_verb(token, harm, word, seen, lexicon)


def _harm_by_manner(token: Token, word: str) -> str | None:
    """ "shot dead", "gunned down", "stabbed to death" killed; "shot", where no word says so, wounded."""
    manner = {c.lower_ for c in token.children}
    if word in {"shoot", "gun", "stab"} and manner & {"dead", "down", "fatally", "mortally"}:
        return "killed"
    if word in _TO_DEATH and any(t.lower_ == "death" and t.nbor(-1).lower_ == "to" for t in token.sent[1:]):
        return "killed"
    if word in _WOUNDING and not any(t.lower_ in _FATAL and not _of_a_part(t) for t in token.sent):
        return "injured"
    return None


def _of_a_part(token: Token) -> bool:
    """ "Two men were shot, one fatally": the others were wounded."""
    return token.lower_ == "fatally" and token.i > token.sent.start and token.nbor(-1).like_num


def _idiom(token: Token, word: str, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm] | None:
    """Verbs that tell of a harm only with certain words beside them; None for any other verb."""
    beside = {c.lower_: c for c in token.children}
    lemmas = {lemma(c): c for c in token.children}
    if word == "lose" and "life" in lemmas:
        return claims("killed", token, subjects(token), seen, "lost their lives")
    if word == "claim":
        return _claimed_lives(token, seen)
    if word in {"take", "hold", "seize"} and _hostages(token, lexicon):
        return claims("abducted", token, objects(token) or subjects(token), seen, "taken hostage")
    if word == "release" and {t.lower_ for t in token.sent} & {"hospital", "treated", "bail", "statement"}:
        return iter(())
    if word in _LEADING and beside.keys() & {"away", "off"}:
        heads = objects(token) or [c for c in token.children if c.dep_ == "nsubjpass"]
        return claims("abducted", token, [h for h in heads if h.lower_ != "it"], seen, "led away")
    if word == "let" and "go" in lemmas:
        return claims("released", token, objects(token) or subjects(lemmas["go"]), seen, "let go")
    if word == "survive" and any(c.dep_ == "neg" for c in token.children):
        return claims("killed", token, subjects(token), seen, "did not survive")
    if word == "go" and "missing" in beside:
        return claims("missing", token, subjects(token), seen, "went missing")
    return None


def _person_object(token: Token, seen: SentenceVictims, lexicon: Lexicon) -> bool:
    return any(lemma(o) in lexicon.groups and seen.is_person(o) for o in objects(token)) and lemma(token) != "take"


def _object_verb(token: Token, harm: str, word: str, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    heads, rule = _near_objects(token, seen), f"object of {word!r}"
    passive = [c for c in token.children if c.dep_ == "nsubjpass"]
    if passive:
        heads, rule = [_aged_subject(token) or h for h in passive], f"subject of passive {word!r}"
    elif not heads and token.dep_ == "acl" and token.tag_ in {"VBN", "VBD"}:
        heads, rule = [aged(token.head) or _aged_subject(token) or token.head], f"noun before participle {word!r}"
    elif not heads and token.tag_ == "VBN" and (whose := _aged_subject(token)) is not None:
        heads, rule = [whose], f"noun and age before participle {word!r}"
    elif not heads and word in _WOUNDING and any(c.lower_ in {"at", "toward", "towards"} for c in token.children):
        return  # "shot at the cars"
    elif not heads and token.tag_ in {"VBN", "VBD"} and _looks_passive(token):
        heads, rule = subjects(token), f"subject of participle {word!r}"
    elif not heads and token.dep_ == "conj" and token.tag_ in {"VBN", "VBD"}:
        # "were killed and wounded": the second participle shares the first one's subject.
        heads = [c for c in token.head.children if c.dep_ == "nsubjpass"]
        rule = f"subject shared with {token.head.text!r}"
        if not heads and token.head.dep_ == "acl":
            heads = [token.head.head]
    if not heads and token.tag_ in {"VBN", "VBD"} and not objects(token) and token.dep_ not in {"conj", "relcl"}:
        # The parse lost the subject; a counted noun before the verb, with no other verb between, is it.
        heads, rule = [_first_of_joined(h, seen) for h in just_before(token, seen)], f"counted noun before {word!r}"
    if heads and rule.startswith("noun before") and not any(seen.quantity_of(h) for h in heads):
        # "19 civilians and 17 members of the guard killed": the participle hangs on the nearest noun.
        counted = just_before(token, seen)
        heads = [_first_of_joined(h, seen) for h in counted] or heads
    strict = word in lexicon.needs_person_object
    for claim in claims(harm, token, heads, seen, rule):
        head = claim.victims.head
        if head.lower_ in {"himself", "herself"} and word != "shoot" and not _killed_others(token):
            continue  # a suicide is no violence between people
        if strict and lemma(head) not in lexicon.groups and not claim.victims.named and head.pos_ in {"NOUN", "PROPN"}:
            continue  # "released three albums"
        yield claim


def _aged_subject(verb: Token) -> Token | None:
    """ "A village in fear after a boy, 12, is killed": whom an age before the verb belongs to, however it is parsed."""
    first = min((c.i for c in verb.children if c.dep_ in {"aux", "auxpass"} and c.i < verb.i), default=verb.i)
    return aged(verb.doc[first - 1]) if first > verb.sent.start else None


def _killed_others(token: Token) -> bool:
    """ "killed six people before killing himself"."""
    return any(t.i < token.i and lemma(t) in {"kill", "shoot", "murder", "stab"} for t in token.sent)


def _near_objects(token: Token, seen: SentenceVictims) -> list[Token]:
    """The objects, or the noun that a count right behind the verb counts, where the parse missed it."""
    direct = objects(token)
    if direct and token.tag_ == "VBN" and not any(seen.is_person(d) for d in direct):
        direct = []  # "two staff injured when vehicle hit": a headline's participle has no object
    if direct and token.tag_ in {"VBN", "VBD"} and token.i + 1 < len(token.doc) and token.nbor().is_punct:
        direct = []  # "75 others injured, mostly displaced people": what follows is no object
    if direct or any(c.dep_ in {"auxpass", "agent", "nsubjpass"} for c in token.children):
        return direct
    at = token.i + 1 - seen.sentence.start
    quantity = next((q for q in seen.quantities if q.start == at and not q.in_words), None)
    if quantity is None:
        return []
    for candidate in seen.sentence[quantity.end : quantity.end + 3]:
        if candidate.pos_ in {"NOUN", "PROPN"} and candidate.dep_ != "compound":
            return [candidate] if seen.quantity_of(candidate) == quantity else []
        if candidate.pos_ not in {"ADJ", "NOUN", "PROPN"}:
            break
    return [seen.sentence[quantity.end - 1]]


def _first_of_joined(token: Token, seen: SentenceVictims) -> Token:
    """The first counted noun of those joined by "and"."""
    while token.dep_ == "conj" and seen.quantity_of(token.head) is not None:
        token = token.head
    return token


def _looks_passive(token: Token) -> bool:
    """A headline drops the auxiliary: "Two soldiers killed under shelling"."""
    if any(c.dep_ in {"auxpass", "agent"} for c in token.children):
        return True
    if any(c.dep_ == "aux" for c in token.children):
        return False
    return not objects(token)


def _hostages(token: Token, lexicon: Lexicon) -> bool:
    return any(lemma(t) in lexicon.hostage_words for t in token.subtree if abs(t.i - token.i) <= 6)


def _claimed_lives(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """ "claimed the lives of 12 people", "claimed 12 lives"."""
    for life in objects(token):
        if lemma(life) != "life":
            continue
        behind = behind_of(life)
        yield from claims("killed", token, behind or [life], seen, "claimed lives")
