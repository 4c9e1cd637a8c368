"""Leaders of armed actors: who holds which role, who was killed, captured, named, who follows whom.

Every rule needs an armed actor: one named beside the role, one that "the group" or "its" points
to, or the one that a leader named before leads. A state's presidents and ministers have none; of
its forces only commanders and spokesmen count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hudhud.actors import Actor
from hudhud.model import Leadership
from hudhud.reading.sentences import Sentence
from hudhud.reading.statements.persons import KIND, NAME, ROLE, clean, role_of
from hudhud.reading.statements.surroundings import Found, Named, Surroundings, nearest

_GATE = re.compile(
    r"\b(?:leads?|led|leader|chief|head(?:s|ed)?|command(?:er|ed|s)|emir|amir|caliph|boss|kingpin|ringleader|"
    r"spokes\w+|"
    r"successor|succeed\w*|replace\w*|deputy|founder|co-founder|second[- ]in[- ]command|number\s+two|nom\s+de"
    r"\s+guerre|"
    r"noms\s+de\s+guerre|pseudonyms?|alias(?:es)?|known\s+as|aka|nicknamed|leadership|warlord|figurehead)\b",
    re.I,
)
_OF_STATES = frozenset({"commander", "spokesman", "deputy"})
_UNNAMED = frozenset({"leader", "deputy", "founder", "spokesman"})

_OF_GROUP = r"(?:\s+(?:group|movement|militia|cartel|rebel|militant|terror(?:ist)?|gang|rebels|network|insurgent))?"
_AFTER = re.compile(
    rf"^{_OF_GROUP}(?:['’]s?)?{_OF_GROUP}\s+(?P<kind>{KIND})(?P<role>{ROLE})(?P<join>,?\s+)(?P<name>{NAME})"
)
_AFTER_BARE = re.compile(
    rf"^{_OF_GROUP}(?:['’]s?)?{_OF_GROUP}\s+(?P<kind>{KIND})(?P<role>{ROLE})(?:\s+(?:in|for)\s+(?:the\s+)?[A-Z]\w+)?"
)
_LED_BY = re.compile(
    rf"^,?\s+(?:which\s+)?(?:is|was|are|were|has\s+been)?\s*(?P<verb>led|headed|commanded|founded)\s+by"
    rf"\s+(?P<name>{NAME})"
)
_BEFORE = re.compile(
    rf"(?P<name>{NAME}),?\s+(?:who\s+(?:is|was)\s+)?(?:the\s+|a\s+|an\s+|one\s+of"
    rf"\s+)?(?P<kind>{KIND})(?P<role>{ROLE})"
    rf"\s+(?:of|for|in|with|at)\s+(?:the\s+)?$"
)
_ROLE_OF = re.compile(rf"(?P<kind>{KIND})(?P<role>{ROLE})\s+(?:of|for)\s+(?:the\s+)?$")
_THE_ROLE_OF = re.compile(rf"\b[Tt]he\s+(?P<kind>{KIND})(?P<role>{ROLE})\s+(?:of|for)\s+(?:the\s+)?$")
_ONE_OF_MANY = re.compile(r"\b(?:senior|local|regional|key|provincial)\b")
_NAME_BEHIND = re.compile(rf"^{_OF_GROUP}(?:\s+in\s+[A-Z]\w+)?(?P<join>,?\s+)(?P<name>{NAME})")
_LEADS = re.compile(
    rf"(?P<name>{NAME}),?\s+(?:who\s+)?(?:has\s+|had\s+|once\s+|now\s+)?(?P<verb>leads|led|heads|headed|commands|"
    rf"commanded|"
    r"founded)\s+(?:the\s+)?$"
)
_VERB_ROLES = {"leads": "leader", "led": "leader", "heads": "leader", "headed": "leader", "commands": "commander",
               "commanded": "commander", "founded": "founder"}  # fmt: skip
_NEW_LEADER = re.compile(
    rf"\b[Tt]he\s+(?P<kind>(?:new|slain|late|former|current)\s+)(?P<role>{ROLE}),?\s+(?P<name>{NAME})"
)

_KILLED = r"killed|assassinated|slain|gunned\s+down|shot\s+dead|eliminated|executed|beheaded|neutrali[sz]ed|murdered"
_TAKEN = r"captured|arrested|detained|seized|apprehended|extradited"
_PUT_IN = r"named|appointed|chosen|elected|selected|installed|announced|declared|picked|confirmed"
_OUT = r"ousted|dismissed|removed|sacked|deposed|replaced"
_FATE_BEHIND = re.compile(
    rf"^[”\"’']?(?:\s*\([^)]*\))?,?\s*(?:who\s+)?(?:(?:is|was|were|be|being|been|has|have|had|also|later|then|"
    rf"reportedly|"
    rf"allegedly|himself|herself|himself,|had\s+also|reported|said\s+to\s+have|believed\s+to\s+have|confirmed)"
    rf"\s+)+(?:\w+ly\s+)?(?P<done>{_KILLED}|{_TAKEN}|{_PUT_IN}|{_OUT}|dead|died)\b"
    rf"|^[”\"’']?,?\s*(?:who\s+|has\s+|had\s+|later\s+)*(?P<died>died|resigned|stepped\s+down|surrendered|defected|"
    rf"committed\s+suicide|"
    rf"blew\s+himself\s+up)\b|^[”\"’']?,?\s*(?P<bare>{_KILLED}|{_TAKEN})\s+(?:in|by|on|during|last|this|when|near)\b"
)
_FATE_BEFORE = re.compile(
    rf"\b(?P<verb>{_KILLED}|kills|killing|{_TAKEN}|captures|capturing|arresting|arrests|{_PUT_IN}|names|appoints|"
    rf"naming|"
    rf"appointing|killing\s+of|death\s+of|assassination\s+of|capture\s+of|arrest\s+of|appointment\s+of|detention"
    rf"\s+of)\s+"
    r"(?:(?:the|its|their|his|a|an|one|another|senior|top)\s+)*$"
)
_DENIED = re.compile(
    r"\b(?:not|never|denied|denies|failed\s+to|plan\w*\s+to|tried\s+to|vowed\s+to|threat\w*|no\s+longer|"
                     r"rumou?rs?|if|whether|would|could|may|might)\b[^.;]{0,35}$", re.I)  # fmt: skip

_SUCCESSOR = re.compile(rf"(?P<old>{NAME})['’]s?\s+{KIND}(?:successor|replacement|heir),?\s+(?P<name>{NAME})")
_HIS_SUCCESSOR = re.compile(
    rf"\b(?:[Hh]is|[Hh]er|[Tt]heir|[Tt]he\s+leader['’]s)\s+{KIND}(?:successor|replacement)(?:,?\s+(?P<name>{NAME}))?"
)
_SUCCEEDS = re.compile(
    rf"(?P<name>{NAME}),?\s+(?:who\s+)?(?:(?:has|had|was|were|been|is|will|to|named|chosen|appointed|picked|later|"
    rf"then|"
    rf"selected)\s+)*(?:succeed(?:ed|s|ing)?|replac(?:ed|es|ing|e)(?!\s+by)|took\s+over\s+from|taking\s+over"
    rf"\s+from)\s+(?P<old>{NAME})"
)
_SUCCEEDED_BY = re.compile(
    rf"(?P<old>{NAME}),?\s+(?:who\s+)?(?:was|has\s+been|had\s+been|is)\s+(?:later\s+|then\s+)?(?:replaced|"
    rf"succeeded)\s+by"
    rf"\s+(?:(?:his|its|the)\s+)?{KIND}(?:{ROLE},?\s+)?(?P<name>{NAME})"
)
_AS_ROLE = re.compile(
    rf"\b(?:{_PUT_IN}|names|appoints|naming|appointing|chose|chooses|elects|picks|announces)\s+(?P<name>{NAME})\s+"
    rf"(?:as\s+|to\s+be\s+)?(?:its|their|the|his)?\s*(?P<kind>{KIND})(?P<role>{ROLE})"
)
_MADE = re.compile(
    rf"(?P<name>{NAME}),?\s+(?:who\s+)?(?:(?:was|has\s+been|had\s+been|is|were)\s+(?:\w+ly\s+)?(?:{_PUT_IN})(?:"
    rf"\s+(?:as|to\s+be))?|"
    rf"(?:has\s+|had\s+)?(?:took\s+over|taken\s+over|assumed|became|become|takes\s+over|taking\s+over)(?:\s+as)?)\s+"
    rf"(?:its|their|the|the\s+group['’]s|overall)?\s*(?P<kind>{KIND})(?P<role>{ROLE}|leadership|command)"
)
_KNOWN_AS = re.compile(
    rf"(?P<name>{NAME})\s*[,(]?\s*(?:(?:who\s+(?:is|was)\s+|is\s+|was\s+)?(?:also\s+|better\s+|widely\s+|"
    rf"commonly\s+)*known\s+"
    rf"(?:as|by\s+(?:his|the|her)\s+(?:nom\s+de\s+guerre|alias|pseudonym|nickname)(?:\s+of|,)?)|nicknamed|alias|"
    rf"aka|a\.k\.a\.|"
    rf"whose\s+(?:nom\s+de\s+guerre|pseudonym|alias)\s+(?:is|was)|(?:nom\s+de\s+guerre|pseudonym):?|"
    rf"(?:under|used|uses|using|by)\s+(?:the|his)\s+(?:alias|pseudonym|nom\s+de\s+guerre)(?:"
    rf"\s+of)?)\s*,?\s*[“\"‘']?(?P<other>{NAME})"
)
_REAL_NAME = re.compile(
    rf"(?P<other>{NAME})\s*[,(]?\s*whose\s+(?:real|birth|given)\s+name\s+(?:is|was)\s+(?P<name>{NAME})"
)
_NAMES_ARE = re.compile(
    r"\b(?:leaders?|emirs?|commanders?|caliphs?)['’]?s?\s+(?:names|[^.;]{0,20}\bnames)\s+are\s+(?:\w+"
    r"\s+)?(?:pseudonyms|noms\s+de\s+guerre|"
    r"aliases)\b",
    re.I,
)
_SURE, _LIKELY = 0.85, 0.7


@dataclass(frozen=True)
class _Told:
    """One leader in a sentence: `start:end` bound role and name."""

    person: str | None
    role: str
    actor: Actor
    start: int
    end: int
    reason: str
    former: bool = False


def find(sentence: Sentence, around: Surroundings) -> Iterator[Found]:
    """What a sentence says of the leaders of armed actors."""
    text = around.text
    if not _GATE.search(text):
        return
    named = around.named(sentence)
    told: list[_Told] = []
    for one in (*_in_roles(text, named, around), *_without_name(text, named)):
        if all(one.end <= t.start or t.end <= one.start for t in told):
            told.append(one)
    changes = [*_successions(text, named, around, sentence), *_appointments(text, named, around, sentence)]
    yield from changes
    for one in told:
        if one.person is not None:
            around.lead(one.person, one.actor, one.role)
        else:
            around.leader = (None, one.actor, one.role)
        change, start, end = _fate(text, one)
        if any(_same(one, c.value) and change in {"named", "appointed"} for c in changes):
            continue
        if one.person is None and change in {"named", "appointed"}:
            continue
        when = around.when(sentence, start, end) if change != "named" else None
        value = Leadership(actor=one.actor.name, actor_id=one.actor.id, person=one.person, role=one.role, change=change,
                           when=when)  # fmt: skip
        yield Found(value, start, end, one.reason, _SURE if one.person else _LIKELY)
    yield from _pseudonyms(text, named, around)


def _same(one: _Told, value: object) -> bool:
    return isinstance(value, Leadership) and value.person == one.person


def _allowed(named: Named, role: str) -> bool:
    return not named.is_state or role in _OF_STATES


def _person(name: str, around: Surroundings) -> str | None:
    found = clean(name)
    if found is None or around.registry.named(found) is not None:
        return None
    first = around.registry.find(found)
    return None if first and first[0].start == 0 and first[0].end > len(found) // 2 else found


def _in_roles(text: str, named: list[Named], around: Surroundings) -> Iterator[_Told]:
    """Actor, role and name side by side, in any of their orders."""
    for one in named:
        behind, before = text[one.end :], text[: one.start]
        if (match := _AFTER.match(behind)) is not None:
            yield from _made(
                match, one, around, one.start, one.end + match.end("name"), "role and name behind the actor"
            )
        if (match := _BEFORE.search(before)) is not None:
            yield from _made(match, one, around, match.start(), one.end, "name and role before the actor")
        if (match := _ROLE_OF.search(before)) is not None and (name := _NAME_BEHIND.match(behind)) is not None:
            person, role = _person(name["name"], around), role_of(match["role"])
            if person and _allowed(one, role):
                former = "former" in match["kind"]
                yield _Told(
                    person, role, one.actor, match.start(), one.end + name.end("name"), "role of the actor", former
                )
        if (match := _LEADS.search(before)) is not None:
            person, role = _person(match["name"], around), _VERB_ROLES[match["verb"]]
            if person and _allowed(one, role):
                yield _Told(person, role, one.actor, match.start(), one.end, f"{match['verb']} the actor")
        if (match := _LED_BY.match(behind)) is not None:
            person, role = _person(match["name"], around), _VERB_ROLES[match["verb"]]
            if person and _allowed(one, role):
                yield _Told(person, role, one.actor, one.start, one.end + match.end(), f"{match['verb']} by the person")
    match = _NEW_LEADER.search(text)
    if match is not None and around.group is not None and (person := _person(match["name"], around)):
        yield _Told(person, role_of(match["role"]), around.group, match.start(), match.end(), "the group named before")


def _made(match: re.Match[str], one: Named, around: Surroundings, start: int, end: int, why: str) -> Iterator[_Told]:
    person, role = _person(match["name"], around), role_of(match["role"])
    if person and _allowed(one, role):
        yield _Told(person, role, one.actor, start, end, why, "former" in match["kind"])


def _without_name(text: str, named: list[Named]) -> Iterator[_Told]:
    """ "Its leader was killed", "the leader of X": the one holder of a role, whom the words do not name."""
    for one in named:
        if one.is_state:
            continue
        owned = text[one.start : one.end].lower() in {"its", "their"} or text[one.end :].startswith(("'", "’"))
        behind = _AFTER_BARE.match(text[one.end :]) if owned else None
        before = _THE_ROLE_OF.search(text[: one.start])
        for match, start, end in ((behind, one.start, one.end), (before, None, one.end)):
            if match is None or role_of(match["role"]) not in _UNNAMED or _ONE_OF_MANY.search(match["kind"]):
                continue
            first, last = (match.start(), end) if start is None else (start, end + match.end())
            yield _Told(None, role_of(match["role"]), one.actor, first, last, "a role without a name")


def _fate(text: str, one: _Told) -> tuple[str, int, int]:
    """What became of the leader by the words around, and the stretch that says so."""
    behind = _FATE_BEHIND.match(text[one.end :])
    if behind is not None and not _DENIED.search(text[: one.start]):
        word = behind["done"] or behind["died"] or behind["bare"]
        return _change(word), one.start, one.end + behind.end()
    before = _FATE_BEFORE.search(text[: one.start])
    if before is not None and not _DENIED.search(text[: before.start()]):
        return _change(before["verb"]), before.start(), one.end
    return "named", one.start, one.end


def _change(word: str) -> str:
    word = " ".join(word.lower().split()).removesuffix(" of")
    if re.fullmatch(_KILLED, word) or word in {"kills", "killing", "assassination"}:
        return "killed"
    if re.fullmatch(_TAKEN, word) or word in {"captures", "capturing", "arresting", "arrests", "capture", "arrest",
                                              "detention", "surrendered"}:  # fmt: skip
        return "captured"
    if word in {"died", "dead", "death", "committed suicide", "blew himself up"}:
        return "died"
    if re.fullmatch(_OUT, word) or word in {"resigned", "stepped down", "defected"}:
        return "removed"
    return "appointed"


def _successions(text: str, named: list[Named], around: Surroundings, sentence: Sentence) -> Iterator[Found]:
    """Who follows whom."""
    for pattern in (_SUCCESSOR, _SUCCEEDS, _SUCCEEDED_BY):
        for match in pattern.finditer(text):
            old, new = _person(match["old"], around), _person(match["name"], around)
            if old is None or new is None:
                continue
            known = around.led_by(old) or around.led_by(new) or _spoken_of(text, named, match)
            if known is None:
                continue
            yield _followed(new, old, known, (text, match.start(), match.end()), around, sentence)
    his = _HIS_SUCCESSOR.search(text)
    if his is not None and around.leader is not None:
        old, actor, role = around.leader
        new = _person(his["name"], around) if his["name"] else None
        end = his.end("name") if new else his.end()
        yield _followed(new, old, (actor, role), (text, his.start(), end), around, sentence)


def _followed(
    new: str | None,
    old: str | None,
    known: tuple[Actor, str],
    where: tuple[str, int, int],
    around: Surroundings,
    sentence: Sentence,
) -> Found:
    text, start, end = where
    actor, role = known[0], "leader" if known[1] == "founder" else known[1]
    change, start, end = _fate(text, _Told(new, role, actor, start, end, ""))
    if change == "named":
        change = "appointed"
    if new is not None:
        around.lead(new, actor, role)
    when = around.when(sentence, start, end)
    value = Leadership(
        actor=actor.name, actor_id=actor.id, person=new, role=role, change=change, predecessor=old, when=when
    )
    return Found(value, start, end, "successor of a leader", _SURE if new else _LIKELY)


def _spoken_of(text: str, named: list[Named], match: re.Match[str]) -> tuple[Actor, str] | None:
    """The group whose leadership the sentence speaks of; none where it only speaks of people."""
    who = nearest([n for n in named if not n.is_state], match.start(), match.end())
    role = re.search(ROLE, text)
    if who is None or not (role or re.search(r"\bleadership\b", text)):
        return None
    return who.actor, role_of(role.group()) if role else "leader"


def _appointments(text: str, named: list[Named], around: Surroundings, sentence: Sentence) -> Iterator[Found]:
    for pattern in (_AS_ROLE, _MADE):
        for match in pattern.finditer(text):
            person = _person(match["name"], around)
            role = role_of(match["role"]) if match["role"] not in {"leadership", "command"} else "leader"
            who = nearest([n for n in named if _allowed(n, role)], match.start(), match.end())
            if person is None or who is None:
                continue
            if who.is_state and not re.search(r"\b(?:army|military|forces|armed|police)\b", text, re.I):
                continue
            around.lead(person, who.actor, role)
            when = around.when(sentence, *match.span())
            value = Leadership(actor=who.actor.name, actor_id=who.actor.id, person=person, role=role,
                               change="appointed", when=when)  # fmt: skip
            yield Found(value, match.start(), match.end(), "put into the role", _SURE)


def _pseudonyms(text: str, named: list[Named], around: Surroundings) -> Iterator[Found]:
    for pattern in (_KNOWN_AS, _REAL_NAME):
        for match in pattern.finditer(text):
            person, other = _person(match["name"], around), _person(match["other"], around)
            if person is None or other is None:
                continue
            role = re.search(ROLE, text)
            who = nearest([n for n in named if not n.is_state], match.start(), match.end())
            known = around.led_by(person) or around.led_by(other)
            if known is None and who is not None and role is not None:
                known = (who.actor, role_of(role.group()))
            if known is not None:
                around.lead(person, *known)
                value = Leadership(actor=known[0].name, actor_id=known[0].id, person=person, role=known[1],
                                   change="pseudonym", pseudonym=other)  # fmt: skip
                yield Found(value, match.start(), match.end(), "goes by another name", _SURE)
    names = _NAMES_ARE.search(text)
    group = around.group if not named else named[0].actor
    if names is not None and group is not None:
        value = Leadership(actor=group.name, actor_id=group.id, role="leader", change="pseudonym")
        yield Found(value, names.start(), names.end(), "leaders' names are pseudonyms", _LIKELY)
