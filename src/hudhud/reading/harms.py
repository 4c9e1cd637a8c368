"""Who was harmed: from verbs, nouns and adjectives of harm to counted victims.

Each pattern of the language has one function here: active and passive verbs, participles after a
noun, deaths and other nouns of harm, "left 15 dead", "claimed the lives of", tolls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from hudhud.model import Count
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.parse import lemma
from hudhud.reading.victims import SentenceVictims, Victims

_SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
_OBJECTS = {"dobj", "obj", "iobj"}
_RELATIVE = {"who", "that", "which", "whom"}


# Being shot is being wounded, where no word of the sentence says that it killed.
_WOUNDING = {"shoot", "stab"}
_FATAL = frozenset("dead death deaths killed killing kill fatal fatally died dies die murder murdered down slain".split())
_LEADING = {"take", "lead", "carry", "march", "drag", "herd", "bundle", "drive"}


@dataclass(frozen=True)
class Harm:
    """One harm to some victims, with the word that tells it."""

    harm: str
    trigger: Token
    victims: Victims
    rule: str

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Victims and trigger, from the first word to the last of either."""
        ends = (*self.victims.tokens, self.trigger)
        first, last = min(t.i for t in ends), max(t.i for t in ends)
        return tuple(self.trigger.doc[first : last + 1])


def find(sentence: Span, lexicon: Lexicon, foreign: frozenset[str] = frozenset()) -> list[Harm]:
    """All harms that a sentence tells, whether or not they happened; `factuality` judges that."""
    seen = SentenceVictims(sentence, lexicon, foreign)
    out: list[Harm] = []
    for token in sentence:
        for harm in _of(token, seen, lexicon):
            same = next((h for h in out if h.harm == harm.harm and _shared(h.victims, harm.victims)), None)
            if same is None and not _is_subgroup(harm, lexicon):
                out.append(harm)
    return [h for h in out if not _belongs_to_neighbour(h, out) and not _joint_total(h, out)]


def _joint_total(harm: Harm, others: list[Harm]) -> bool:
    """ "80 people were killed and injured": how many of each is not said, so neither figure is claimed."""
    return harm.victims.count.qualifier != "word" and any(
        other.harm != harm.harm
        and {other.harm, harm.harm} <= {"killed", "injured"}
        and other.victims.head == harm.victims.head
        for other in others
    )


def _belongs_to_neighbour(harm: Harm, others: list[Harm]) -> bool:
    """ "one person dead and others injured": each adjective keeps to the noun before it.

    Both words may reach both nouns in the parse. A noun goes to the nearer word behind it where
    another victim stands between the two words; "were killed and injured" has none there.
    """
    at, trigger = harm.victims.head.i, harm.trigger.i
    for other in others:
        if other.harm == harm.harm:
            continue
        nearer = at < other.trigger.i < trigger
        between = any(h.harm == harm.harm and other.trigger.i < h.victims.head.i < trigger for h in others)
        if nearer and between:
            return True
        if trigger < at < other.trigger.i and harm.trigger.lower_ in {"dead", "injured", "wounded", "missing"}:
            return True
    return False


def _shared(a: Victims, b: Victims) -> bool:
    return a.head == b.head or bool({t.i for t in a.tokens} & {t.i for t in b.tokens})


def _of(token: Token, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    word = lemma(token)
    if token.pos_ in {"VERB", "AUX"} or token.tag_ in {"VBN", "VBD", "VBG"}:
        yield from _verb(token, word, seen, lexicon)
    if token.lower_ in lexicon.harm_adjectives:
        yield from _adjective(token, seen, lexicon)
    elif token.pos_ in {"NOUN", "PROPN"}:
        yield from _noun(token, word, seen, lexicon)


def _claims(harm: str, trigger: Token, heads: Iterable[Token], seen: SentenceVictims, rule: str) -> Iterator[Harm]:
    for head in heads:
        for victims in seen.of(_antecedent(head)):
            yield Harm(harm, trigger, victims, rule)


def _antecedent(head: Token) -> Token:
    """ "the people who were killed": the noun that the relative pronoun stands for."""
    if head.lower_ in _RELATIVE and head.head.dep_ == "relcl":
        return head.head.head
    return head


def _verb(token: Token, word: str, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    if word == "lose" and any(lemma(c) == "life" for c in token.children):
        yield from _claims("killed", token, _subjects(token), seen, "lost their lives")
    elif word == "claim":
        yield from _claimed_lives(token, seen)
    elif word in {"take", "hold", "seize"} and _hostages(token, lexicon):
        yield from _claims("abducted", token, _objects(token) or _subjects(token), seen, "taken hostage")
    elif word == "release" and any(t.lower_ in {"hospital", "treated", "bail", "statement"} for t in token.sent):
        return
    elif word in lexicon.object_verbs:
        if word in {"take", "seize", "hang"} and not _person_object(token, seen, lexicon):
            return
        yield from _object_verb(token, lexicon.object_verbs[word], word, seen, lexicon)
    elif word in lexicon.subject_verbs:
        yield from _claims(lexicon.subject_verbs[word], token, _subjects(token), seen, f"subject of {word!r}")
    elif word in {"shoot", "gun"} and any(c.lower_ in {"dead", "down"} for c in token.children):
        yield from _object_verb(token, "killed", word, seen, lexicon)
    elif word in _WOUNDING and not any(t.lower_ in _FATAL for t in token.sent):
        yield from _object_verb(token, "injured", word, seen, lexicon)
    elif word in _LEADING and any(c.lower_ in {"away", "off"} for c in token.children):
        heads = _objects(token) or [c for c in token.children if c.dep_ == "nsubjpass"]
        yield from _claims("abducted", token, [h for h in heads if h.lower_ not in {"it"}], seen, "led away")
    elif word == "let" and any(lemma(c) == "go" for c in token.children):
        go = next(c for c in token.children if lemma(c) == "go")
        yield from _claims("released", token, _objects(token) or _subjects(go), seen, "let go")
    elif word == "survive" and any(c.dep_ == "neg" for c in token.children):
        yield from _claims("killed", token, _subjects(token), seen, "did not survive")
    elif word == "go" and any(c.lower_ == "missing" for c in token.children):
        yield from _claims("missing", token, _subjects(token), seen, "went missing")


def _person_object(token: Token, seen: SentenceVictims, lexicon: Lexicon) -> bool:
    return any(lemma(o) in lexicon.groups and seen.is_person(o) for o in _objects(token)) and lemma(token) != "take"


def _object_verb(token: Token, harm: str, word: str, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    heads, rule = _near_objects(token, seen), f"object of {word!r}"
    passive = [c for c in token.children if c.dep_ == "nsubjpass"]
    if passive:
        heads, rule = passive, f"subject of passive {word!r}"
    elif not heads and token.dep_ == "acl" and token.tag_ in {"VBN", "VBD"}:
        heads, rule = [token.head], f"noun before participle {word!r}"
    elif not heads and token.tag_ in {"VBN", "VBD"} and _looks_passive(token):
        heads, rule = _subjects(token), f"subject of participle {word!r}"
    elif not heads and token.dep_ == "conj" and token.tag_ in {"VBN", "VBD"}:
        # "were killed and wounded": the second participle shares the first one's subject.
        heads = [c for c in token.head.children if c.dep_ == "nsubjpass"]
        rule = f"subject shared with {token.head.text!r}"
        if not heads and token.head.dep_ == "acl":
            heads = [token.head.head]
    if heads and rule.startswith("noun before") and not any(seen.quantity_of(h) for h in heads):
        # "19 civilians and 17 members of the guard killed": the participle hangs on the nearest noun.
        counted = _just_before(token, seen)
        heads = [_first_of_joined(h) for h in counted] or heads
    strict = word in lexicon.needs_person_object
    for claim in _claims(harm, token, heads, seen, rule):
        if (
            strict
            and lemma(claim.victims.head) not in lexicon.groups
            and not claim.victims.named
            and not _counted(claim)
        ):
            continue
        yield claim


def _near_objects(token: Token, seen: SentenceVictims) -> list[Token]:
    """The objects, or the noun that a count right behind the verb counts, where the parse missed it."""
    objects = _objects(token)
    if objects and token.tag_ in {"VBN", "VBD"} and token.i + 1 < len(token.doc) and token.nbor().is_punct:
        objects = []  # "75 others injured, mostly displaced people": what follows is no object
    if objects or any(c.dep_ in {"auxpass", "agent", "nsubjpass"} for c in token.children):
        return objects
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


def _first_of_joined(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.pos_ in {"NOUN", "PROPN", "NUM"}:
        token = token.head
    return token


def _counted(claim: Harm) -> bool:
    return claim.victims.count.qualifier != "word"


def _looks_passive(token: Token) -> bool:
    """A headline drops the auxiliary: "Two soldiers killed under shelling"."""
    if any(c.dep_ in {"auxpass", "agent"} for c in token.children):
        return True
    if any(c.dep_ == "aux" for c in token.children):
        return False
    return not _objects(token)


def _subjects(token: Token) -> list[Token]:
    own = [c for c in token.children if c.dep_ in _SUBJECTS]
    if not own and token.dep_ in {"conj", "xcomp"} and token.head.pos_ in {"VERB", "AUX"}:
        return _subjects(token.head)
    if not own and token.dep_ in {"acl", "relcl"}:
        return [token.head]
    return own


def _objects(token: Token) -> list[Token]:
    return [c for c in token.children if c.dep_ in _OBJECTS]


def _hostages(token: Token, lexicon: Lexicon) -> bool:
    return any(lemma(t) in lexicon.hostage_words for t in token.subtree if abs(t.i - token.i) <= 6)


def _claimed_lives(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """ "claimed the lives of 12 people", "claimed 12 lives"."""
    for life in _objects(token):
        if lemma(life) != "life":
            continue
        behind = [p for prep in life.children if prep.lower_ == "of" for p in prep.children if p.dep_ == "pobj"]
        yield from _claims("killed", token, behind or [life], seen, "claimed lives")


def _adjective(token: Token, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    harm = lexicon.harm_adjectives[token.lower_]
    if token.i > token.sent.start and token.nbor(-1).lower_ == "those":
        return  # "among those injured" counts a part
    if token.tag_ in {"VBN", "VBD"} and lemma(token) in lexicon.object_verbs and token.pos_ == "VERB":
        if _objects(token) and not token.nbor().is_punct:
            return
        yield from _claims(harm, token, _just_before(token, seen), seen, f"counted noun before {token.lower_!r}")
        return
    rule = f"{token.lower_!r} of its subject"
    own = [c for c in token.children if c.dep_ in _SUBJECTS]
    if own:
        heads = own
    elif token.dep_ in {"acomp", "oprd", "advmod", "xcomp", "attr", "ccomp"} and token.head.pos_ in {"VERB", "AUX"}:
        heads = _objects(token.head) or _subjects(token.head)
    elif token.dep_ == "amod" and token.i < token.head.i:
        heads = [token.head] if harm != "displaced" and _counts(token.head, seen) else []
    else:
        heads = []
    heads = [h for h in heads if seen.is_person(_antecedent(h))] or _just_before(token, seen)
    yield from _claims(harm, token, heads, seen, rule)


def _counts(head: Token, seen: SentenceVictims) -> bool:
    """Whether "injured" before a noun tells of somebody: "12 wounded men", "an injured person"."""
    if seen.quantity_of(head) is not None:
        return True
    return head.tag_ == "NN" and any(c.lower_ in {"a", "an", "one"} for c in head.children)


def _just_before(token: Token, seen: SentenceVictims) -> list[Token]:
    """ "15 dead", "75 others injured", "six people, including two children, dead": the counted noun before."""
    at = token.i - seen.sentence.start
    if (
        token.lower_ in {"displaced", "missing"}
        and token.i + 1 < len(token.doc)
        and token.nbor().pos_ in {"NOUN", "PROPN"}
    ):
        return []  # "displaced people" says who they are
    before = [q for q in seen.quantities if q.end <= at and at - q.end <= 12]
    if not before:
        return []
    if seen.sentence[at - 1].i - seen.sentence.start < before[-1].end:
        return [seen.sentence[before[-1].end - 1]]
    for quantity in reversed(before):
        for candidate in seen.sentence[quantity.end : at]:
            if candidate.pos_ in {"VERB", "AUX"}:
                break
            if candidate.pos_ in {"NOUN", "PROPN", "PRON"} and seen.quantity_of(candidate) == quantity:
                if seen.is_person(candidate) and not _under_marker(candidate):
                    return [candidate]
                break
    return []


def _under_marker(token: Token) -> bool:
    return any(a.lower_ in {"including", "among", "include"} for a in token.ancestors)


def _noun(token: Token, word: str, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    if word == "toll":
        yield from _toll(token, seen)
        return
    if word in lexicon.victim_nouns and (seen.quantity_of(token) or word == "martyr"):
        yield from _claims(lexicon.victim_nouns[word], token, [token], seen, f"counted {word!r}")
    elif word == "body" and seen.quantity_of(token) is not None:
        yield from _claims("killed", token, [token], seen, "bodies")
    elif word == "life" and seen.quantity_of(token) is not None and lemma(token.head) in {"lose", "cost", "claim"}:
        yield from _claims("killed", token, [token], seen, "lives lost")
    elif word in lexicon.harm_nouns:
        yield from _harm_noun(token, lexicon.harm_nouns[word], word, seen)


def _harm_noun(token: Token, harm: str, word: str, seen: SentenceVictims) -> Iterator[Harm]:
    if word == "injury" and any(c.dep_ == "poss" for c in token.children):
        return  # "his injury" is the cause of something else
    behind = [p for prep in token.children if prep.lower_ == "of" for p in prep.children if p.dep_ == "pobj"]
    if behind:
        yield from _claims(harm, token, behind, seen, f"{word!r} of")
        return
    quantity = seen.quantity_of(token)
    if quantity is not None and harm in {"killed", "injured"} and not quantity.in_words:
        tokens = (*seen.sentence[quantity.start : quantity.end], token)
        group = seen.group(token, tokens)
        yield Harm(harm, token, Victims(token, tokens, quantity.count, group, word, named=False), f"counted {word!r}")
        return
    # "have documented the death four members": "of" dropped by a translation.
    at = token.i - seen.sentence.start
    following = next((q for q in seen.quantities if q.start == at + 1 and not q.in_words), None)
    if following is not None and word == "death":
        for candidate in seen.sentence[following.end : following.end + 4]:
            if candidate.pos_ in {"NOUN", "PROPN"} and seen.is_person(candidate):
                yield from _claims(harm, token, [candidate], seen, f"{word!r}, count behind")
                return


def _toll(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """ "the death toll rose to 14", "a toll of at least 30"."""
    at = token.i - seen.sentence.start
    quantity = next((q for q in seen.quantities if at < q.start <= at + 10 and not q.in_words), None)
    if quantity is None:
        return
    between = {t.lower_ for t in seen.sentence[at + 1 : quantity.start]}
    if not between & {"to", "of", "at", "is", "was", "stands", "stood", "reached", "passed", ":", "from", "hit"}:
        return
    tokens = tuple(seen.sentence[at : quantity.end])
    following = seen.sentence[quantity.end : quantity.end + 1]
    if following and lemma(following[0]) in seen.lexicon.not_people:
        return
    count: Count = quantity.count
    yield Harm("killed", token, Victims(token, tokens, count, "unknown", "toll", named=False), "death toll")


def _is_subgroup(harm: Harm, lexicon: Lexicon) -> bool:
    """ "including two women" counts nobody anew."""
    head = harm.victims.head
    for ancestor in head.ancestors:
        if ancestor == harm.trigger or (ancestor.pos_ in {"VERB", "AUX"} and ancestor.lower_ != "including"):
            break
        if ancestor.lower_ in {"including", "among", "includes", "include"}:
            return True
    first = min(t.i for t in harm.victims.tokens)
    lead = harm.trigger.doc[max(0, first - 2) : first].text.lower()
    return lead.endswith(("including", "among them", "of whom", "mostly", "mainly", "among whom"))
