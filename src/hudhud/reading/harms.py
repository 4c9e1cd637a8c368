"""Who was harmed: from verbs, nouns and adjectives of harm to counted victims.

Each pattern of the language has one function: nouns ("the death of"), adjectives ("left 15 dead") and
tolls here, verbs in `harm_verbs`. What two patterns both find is kept once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hudhud.model import Count
from hudhud.reading import harm_verbs, harm_wounds
from hudhud.reading.harm_claims import OBJECTS, SUBJECTS, Harm, aged, antecedent, claims, just_before, objects, subjects
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.parse import behind_of, lemma
from hudhud.reading.victims import SentenceVictims, Victims

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


def find(sentence: Span, lexicon: Lexicon, foreign: frozenset[str] = frozenset()) -> list[Harm]:
    """All harms that a sentence tells, whether or not they happened; `factuality` judges that."""
    seen = SentenceVictims(sentence, lexicon, foreign)
    out: list[Harm] = []
    for token in sentence:
        for harm in _of(token, seen, lexicon):
            same = next((h for h in out if h.harm == harm.harm and _shared(h.victims, harm.victims)), None)
            if same is None and not _is_subgroup(harm):
                out.append(harm)
    out = harm_wounds.without_the_dead(_without_selves(out))
    out = [h for h in out if h.harm != "displaced" or h.victims.group not in {"fighters", "security_forces"}]
    own = [h for h in out if not _belongs_to_neighbour(h, out)]
    return [h for h in own if not _joint_total(h, own)]


def _without_selves(found: list[Harm]) -> list[Harm]:
    """ "A boy was wounded after shooting himself": one boy."""
    said = {h.harm for h in found if h.victims.head.dep_ in {"nsubj", "nsubjpass"}}
    return [h for h in found if h.victims.head.lower_ not in {"himself", "herself"} or h.harm not in said]


def _joint_total(harm: Harm, others: list[Harm]) -> bool:
    """ "80 people were killed and injured": how many of each is not said, so neither figure is claimed."""
    if _shares_its_object(harm):
        return harm.victims.count.qualifier != "word"
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


def _shares_its_object(harm: Harm) -> bool:
    """ "killed and injured 80 people", where the parse gives the object to the second verb alone."""
    first = harm.trigger.head
    return (
        harm.trigger.dep_ == "conj"
        and {lemma(first), lemma(harm.trigger)} <= {"kill", "injure", "wound"}
        and lemma(first) != lemma(harm.trigger)
        and first.pos_ == "VERB"
        and not any(c.dep_ in OBJECTS | {"nsubjpass"} for c in first.children)
        and any(c.dep_ in OBJECTS for c in harm.trigger.children)
        and first.dep_ not in {"acl", "relcl"}
    )


def _shared(a: Victims, b: Victims) -> bool:
    return a.head == b.head or bool({t.i for t in a.tokens} & {t.i for t in b.tokens})


def _of(token: Token, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    word = lemma(token)
    yield from harm_wounds.find(token, seen)
    if token.pos_ in {"VERB", "AUX"} or token.tag_ in {"VBN", "VBD", "VBG"}:
        yield from harm_verbs.find(token, seen, lexicon)
    if token.lower_ in lexicon.harm_adjectives:
        yield from _adjective(token, seen, lexicon)
    elif token.pos_ in {"NOUN", "PROPN"}:
        yield from _noun(token, word, seen, lexicon)


def _adjective(token: Token, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    harm = lexicon.harm_adjectives[token.lower_]
    if token.i > token.sent.start and token.nbor(-1).lower_ == "those":
        return  # "among those injured" counts a part
    if token.tag_ in {"VBN", "VBD"} and lemma(token) in lexicon.object_verbs and token.pos_ == "VERB":
        if objects(token) and not token.nbor().is_punct:
            return
        yield from claims(harm, token, just_before(token, seen), seen, f"counted noun before {token.lower_!r}")
        return
    rule = f"{token.lower_!r} of its subject"
    own = [c for c in token.children if c.dep_ in SUBJECTS]
    if own:
        heads = own
    elif token.dep_ in {"acomp", "oprd", "advmod", "xcomp", "attr", "ccomp"} and token.head.pos_ in {"VERB", "AUX"}:
        heads = objects(token.head) or subjects(token.head)
    elif token.dep_ == "amod" and token.i < token.head.i:
        heads = [token.head] if harm != "displaced" and _counts(token.head, seen) else []
    elif token.lower_ == "dead" and token.i > token.sent.start:
        heads = _bare_before(token, seen)
    else:
        heads = []
    heads = [h for h in heads if seen.is_person(antecedent(h))] or just_before(token, seen)
    yield from claims(harm, token, heads, seen, rule)


def _bare_before(token: Token, seen: SentenceVictims) -> list[Token]:
    """ "Man dead after shelling", "Man and wife dead": the noun that a headline puts before the word."""
    noun = aged(token.nbor(-1)) or token.nbor(-1)
    if noun.tag_ not in {"NN", "NNP"} or lemma(noun) not in seen.lexicon.groups:
        return []
    joined = noun.dep_ == "conj" and noun.head.tag_ == "NN" and noun.head.i < noun.i
    return [noun.head, noun] if joined and token.dep_ != "conj" else [noun]


def _counts(head: Token, seen: SentenceVictims) -> bool:
    """Whether "injured" before a noun tells of somebody: "12 wounded men", "an injured person"."""
    if seen.quantity_of(head) is not None:
        return True
    return head.tag_ == "NN" and any(c.lower_ in {"a", "an", "one"} for c in head.children)


def _noun(token: Token, word: str, seen: SentenceVictims, lexicon: Lexicon) -> Iterator[Harm]:
    if word == "toll":
        yield from _toll(token, seen)
        return
    if word == "hostage" and _governing_harm(token, lexicon):
        return  # "released four hostages" takes nobody
    if word in lexicon.victim_nouns and (seen.quantity_of(token) or word == "martyr"):
        yield from claims(lexicon.victim_nouns[word], token, [token], seen, f"counted {word!r}")
    elif word == "body" and (seen.quantity_of(token) is not None or _of_people(token, seen)):
        yield from claims("killed", token, _of_people(token, seen) or [token], seen, "bodies")
    elif word == "life" and seen.quantity_of(token) is not None and lemma(token.head) in {"lose", "cost", "claim"}:
        yield from claims("killed", token, [token], seen, "lives lost")
    elif word in lexicon.harm_nouns:
        yield from _harm_noun(token, lexicon.harm_nouns[word], word, seen)


def _governing_harm(token: Token, lexicon: Lexicon) -> bool:
    verb = next((a for a in token.ancestors if a.pos_ in {"VERB", "AUX"}), None)
    return verb is not None and (lemma(verb) in lexicon.object_verbs or lemma(verb) in lexicon.subject_verbs)


def _of_people(token: Token, seen: SentenceVictims) -> list[Token]:
    """ "the bodies of four shepherds"."""
    return [p for p in behind_of(token) if seen.quantity_of(p) is not None and seen.quantity_of(token) is None]


def _harm_noun(token: Token, harm: str, word: str, seen: SentenceVictims) -> Iterator[Harm]:
    if word == "injury" and any(c.dep_ == "poss" for c in token.children):
        return  # "his injury" is the cause of something else
    behind = behind_of(token)
    if behind:
        yield from claims(harm, token, behind, seen, f"{word!r} of")
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
                yield from claims(harm, token, [candidate], seen, f"{word!r}, count behind")
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


def _is_subgroup(harm: Harm) -> bool:
    """ "including two women" counts nobody anew."""
    head = harm.victims.head
    counted_as_such = harm.trigger in head.subtree  # "two civilians were among four people killed": the four
    for ancestor in () if counted_as_such else head.ancestors:
        if ancestor == harm.trigger or (ancestor.pos_ in {"VERB", "AUX"} and ancestor.lower_ != "including"):
            break
        if ancestor.lower_ in {"including", "among", "includes", "include"}:
            return True
    first = min(t.i for t in harm.victims.tokens)
    lead = harm.trigger.doc[max(0, first - 2) : first].text.lower()
    return lead.endswith(("including", "among them", "of whom", "mostly", "mainly", "among whom"))
