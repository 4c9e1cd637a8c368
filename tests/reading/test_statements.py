"""What is read besides incidents, in sentences of ours: figures of actors, their leaders, the record.

A case is a text and what it states, written small: `fighters 7000..12000 al-shabaab`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from reading_samples import bounds

from hudhud.model import Leadership, Reading, RecordClaim, Standing, Statement

Read = Callable[..., Reading]


def shown(statement: Statement) -> str:
    """A statement in few words; only what is said appears."""
    match statement.value:
        case Standing() as v:
            amount = bounds(v.count) if v.count else v.share.words if v.share else "?"
            parts = [v.what, amount, v.actor_id or v.actor, f"of {v.within}" if v.within else "",
                     f"by {v.holder}" if v.holder else ""]  # fmt: skip
        case Leadership() as v:
            other = f"= {v.pseudonym}" if v.pseudonym else ""
            parts = [v.role, v.person or "-", v.change, v.actor_id or v.actor,
                     f"after {v.predecessor}" if v.predecessor else "", other]  # fmt: skip
        case RecordClaim() as v:
            sign = f"{v.percent:g}%" if v.percent else f"x{v.times:g}" if v.times else ""
            parts = [v.kind, v.predicate, v.measure, v.direction or "", bounds(v.quantity) if v.quantity else "", sign,
                     v.actor_id or "", f"[{v.scope}]" if v.scope else "", "one-of" if v.one_of else ""]  # fmt: skip
    return " ".join(p for p in parts if p)


STANDING = {
    "range": ("Al-Shabaab has between 7,000 and 12,000 fighters, the UN says.", ["fighters 7000..12000 al-shabaab"]),
    "numbered": ("The M23 is estimated to number about 4,000 fighters.", ["fighters ~4000 m23"]),
    "numbers in a clause": ("The ADF, which numbers roughly 1,500 combatants, hides in Ituri.", ["strength ~1500 adf"]),
    "once": ("Boko Haram once commanded some 15,000 militants.", ["fighters ~15000 boko-haram"]),
    "there are": ("There are about 900 ISIS fighters in the desert.", ["fighters ~900 islamic-state"]),
    "remain": ("An estimated 2,500 Taliban fighters remain in the province.", ["fighters ~2500 taliban"]),
    "strong before": ("The 3,000-strong Arakan Army holds the town.", ["strength 3000 aa"]),
    "strong behind": ("Hezbollah is 40,000 strong, analysts say.", ["strength 40000 hezbollah"]),
    "at least": ("The ELN has at least 5,000 members.", ["members >=5000 eln"]),
    "no more than": ("Hamas has no more than 20,000 fighters left.", ["fighters <=20000 hamas"]),
    "up to with a share": (
        "The FARC dissidents have up to 3,500 members, 40 percent of them fighters.",
        ["members <=3500 farc-dissidents", "fighters 40 percent farc-dissidents of members"],
    ),
    "half of them": (
        "The group JNIM has some 6,000 members in Mali, more than half of them fighters.",
        ["members ~6000 jnim", "fighters more than half jnim of members"],
    ),
    "counted part": (
        "Lashkar-e-Taiba keeps an estimated 750 fighters, including 200 foreigners, in the valley.",
        ["fighters ~750 let", "foreign_fighters 200 let of fighters"],
    ),
    "foreign fighters": ("The TTP has about 300 foreign fighters in its ranks.", ["foreign_fighters ~300 ttp"]),
    "the group": (
        "Al-Shabaab lost two towns this year. The group's strength is put at 1,200 fighters.",
        ["fighters 1200 al-shabaab"],
    ),
    "it": ("Ansaru has lost ground in the north. It still has 300 fighters.", ["fighters 300 ansaru"]),
    "troops of a state": ("The United States has about 900 troops in Syria.", ["strength ~900 state-us"]),
    "dozens": ("Hundreds of Wagner fighters are based in the town.", ["fighters some wagner"]),
    "detainees by holder": (
        "About 8,000 ISIS fighters are held in SDF-run prisons in the northeast.",
        ["detainees ~8000 islamic-state by Syrian Democratic Forces"],
    ),
    "detainees with foreigners": (
        "Some 9,000 ISIS militants, including about 1,500 foreigners, are held in prisons across the region.",
        ["detainees ~9000 islamic-state", "foreign_fighters ~1500 islamic-state of detainees"],
    ),
    "holder as subject": (
        "Israel is holding 9,500 Palestinian prisoners.", ["detainees 9500 state-il by Israeli forces"],
    ),
    "families": (
        "Some 300 families of ISIS members are detained in the camp.", ["families ~300 islamic-state"],
    ),
    "prison that held": ("The prison held more than 2,000 inmates.", ["detainees >2000 inmates"]),
    "cells": ("JNIM operates in cells of five to ten fighters.", ["cell_size 5..10 jnim"]),
    "cells by hyphen": ("ISIS has split into 10- to 20-man cells in the desert.", ["cell_size 10..20 islamic-state"]),
}  # fmt: skip

NO_STANDING = {
    "killed is no strength": "ISIS gunmen killed 15 fighters of the SDF in an ambush.",
    "a workforce": "The company has 5,000 workers in Nigeria.",
    "a union": "The trade union says it has 12,000 members.",
    "a football club": "The football club has 60 players and 40,000 members.",
    "abducted members": "Gunmen of Boko Haram abducted 40 members of a church.",
    "losses": "The Taliban lost 300 fighters in the battle.",
    "arrests": "Police arrested 12 suspects and held them overnight.",
    "surrendered": "More than 200 Boko Haram fighters surrendered on Monday.",
    "hostages": "The rebels of the ADF hold 20 hostages in the forest.",
    "weapons": "Hezbollah has about 150,000 rockets.",
    "an attack by many": "Some 200 M23 fighters attacked the barracks on Sunday.",
    "in custody after a shooting": "Three people are in custody after the shooting on Monday.",
    "a parliament": "Iran has 290 members of parliament.",
    "votes": "Hamas won 74 seats in the election.",
}

LEADERS = {
    "killed": ("Boko Haram leader Abu Shekau was killed in May 2021.", ["leader Abu Shekau killed boko-haram"]),
    "possessive and comma": (
        "Al-Shabaab's deputy leader, Mahad Karate, was killed on Monday.", ["deputy Mahad Karate killed al-shabaab"],
    ),
    "leader of": (
        "The leader of Islamic State West Africa Province, Abu Musab al-Barnawi, died in August.",
        ["leader Abu Musab al-Barnawi died iswap"],
    ),
    "object of killed": (
        "US forces killed ISIS leader Abu Ibrahim al-Hashimi in Idlib.",
        ["leader Abu Ibrahim al-Hashimi killed islamic-state"],
    ),
    "captured": (
        "Police captured Dairo Antonio Usuga, the leader of the Gulf Clan, last week.",
        ["leader Dairo Antonio Usuga captured clan-del-golfo"],
    ),
    "reported killed": (
        "Mokhtar Belmokhtar, a commander of Al-Qaeda in the Islamic Maghreb, was reported killed.",
        ["commander Mokhtar Belmokhtar killed aqim"],
    ),
    "assassination of": (
        "The assassination of Hamas political leader Ismail Haniyeh drew condemnation.",
        ["leader Ismail Haniyeh killed hamas"],
    ),
    "succeeded": (
        "Mullah Akhtar Mansour succeeded Mullah Omar as leader of the Taliban.",
        ["leader Mullah Akhtar Mansour appointed taliban after Mullah Omar"],
    ),
    "named as": ("Yahya Sinwar was named as the leader of Hamas.", ["leader Yahya Sinwar appointed hamas"]),
    "names as its": (
        "Boko Haram named Abubakar Shekau as its leader.", ["leader Abubakar Shekau appointed boko-haram"],
    ),
    "spokesman": (
        "JNIM spokesman Abu Hudhayfa al-Bambari spoke of revenge.", ["spokesman Abu Hudhayfa al-Bambari named jnim"],
    ),
    "led by": ("Ansar Dine is led by Iyad Ag Ghaly.", ["leader Iyad Ag Ghaly named ansar-dine"]),
    "leads": ("Iyad Ag Ghaly, who leads JNIM, appeared in a video.", ["leader Iyad Ag Ghaly named jnim"]),
    "alias": (
        "Iván Márquez, alias “El Manco”, is a leader of Segunda Marquetalia.",
        ["leader Iván Márquez pseudonym segunda-marquetalia = El Manco"],
    ),
    "real name": (
        "Otoniel, whose real name is Dairo Antonio Usuga, headed the Gulf Clan as its leader.",
        ["leader Dairo Antonio Usuga pseudonym clan-del-golfo = Otoniel"],
    ),
    "successor killed": (
        "ISWAP leader Abu Musab al-Barnawi was killed in 2021. His successor, Malam Bako, was killed in October.",
        ["leader Abu Musab al-Barnawi killed iswap", "leader Malam Bako killed iswap after Abu Musab al-Barnawi"],
    ),
    "unnamed replacement": (
        "Al-Shabaab leader Ahmed Godane was killed in 2014. His replacement was captured in March.",
        ["leader Ahmed Godane killed al-shabaab", "leader - captured al-shabaab after Ahmed Godane"],
    ),
    "its leader": ("Hamas said its leader in Gaza was killed.", ["leader - killed hamas"]),
    "founder": ("Boko Haram's founder, Mohammed Yusuf, died in 2009.", ["founder Mohammed Yusuf died boko-haram"]),
    "a rank is no name": (
        "General Ali Kaya, commander of US Central Command, spoke.", ["commander Ali Kaya named centcom"],
    ),
    "commander of a state": (
        "The Turkish military commander Ali Kaya visited the troops.", ["commander Ali Kaya named state-tr"],
    ),
    "not confirmed": (
        "Hezbollah has not confirmed that its deputy leader Naim Qassem was killed.",
        ["deputy Naim Qassem named hezbollah"],
    ),
    "names are pseudonyms": (
        "ISIS chose a new caliph in March. The leaders' names are pseudonyms.", ["leader - pseudonym islamic-state"],
    ),
}  # fmt: skip

NO_LEADERS = {
    "a president elected": "Emmanuel Macron succeeded Francois Hollande as French president.",
    "an opposition": "Opposition leader Raila Odinga was arrested in Nairobi.",
    "a president speaks": "Kenyan President William Ruto condemned the attack by Al-Shabaab.",
    "a company": "The head of Acme, John Smith, was replaced by Jane Doe.",
    "a union": "The union's leader, Bob Jones, was appointed in May.",
    "leaders without a name": "The army said it had killed or captured several Boko Haram leaders.",
    "a state's leader": "Israeli leader Benjamin Netanyahu was elected again.",
    "one of several leaders": "A raid killed a senior leader of Hamas on Monday, the army said.",
    "a coach": "Juventus head coach Marco Rossi was replaced by Luca Bianchi.",
}

RECORD = {
    "deadliest since": (
        "It was the deadliest attack in Burkina Faso since January 2020.",
        ["superlative deadliest killed most [since January 2020]"],
    ),
    "one of": (
        "The raid was one of the deadliest attacks on civilians this year.",
        ["superlative deadliest killed most [this year] one-of"],
    ),
    "behind the verb": (
        "The bombing was the worst in more than a decade in Karachi.",
        ["superlative worst size most [in more than a decade]"],
    ),
    "the group's": (
        "Gunmen of ISIS came by night. Tuesday's raid was the group's deadliest since March 2021.",
        ["superlative deadliest killed most islamic-state [since March 2021]"],
    ),
    "day": (
        "It was the bloodiest day in the city since the war began: gunmen killed 40 people.",
        ["superlative bloodiest killed most [since the war began]"],
    ),
    "fewest": (
        "March saw the lowest number of attacks in three years.",
        ["superlative lowest incidents least [in three years]"],
    ),
    "history": (
        "It was the largest massacre in the country's history.",
        ["superlative largest size most [in the country's history]"],
    ),
    "first since": (
        "It was the first attack by ISIS in the city since 2019.",
        ["first first incidents islamic-state [since 2019]"],
    ),
    "third this month": ("It was the third such attack in Jos this month.", ["first third incidents [this month]"]),
    "percent": (
        "Attacks on aid workers rose 195 percent compared with 2021.",
        ["trend rose incidents up 195% [compared with 2021]"],
    ),
    "fell": ("Civilian deaths fell by 30 percent in 2022.", ["trend fell killed down 30% [in 2022]"]),
    "increase in": (
        "The UN recorded a 40 percent increase in attacks by Al-Shabaab since January.",
        ["trend increase incidents up 40% al-shabaab [since January]"],
    ),
    "doubled": ("Drone strikes doubled last year.", ["trend doubled incidents up x2 [last year]"]),
    "less active": (
        "Al-Shabaab has been less active every year since 2016.",
        ["trend less active every year activity down al-shabaab [since 2016]"],
    ),
    "from to": (
        "The number of attacks rose from 20 in January to 45 in February.", ["trend rose incidents up 45"],
    ),
    "total since": (
        "More than 3,000 civilians have been killed since the war began.",
        ["total killed killed >3000 [since the war began]"],
    ),
    "total in a battle": (
        "About 300 people were killed in the nine-day battle for the town.",
        ["total killed killed ~300 [in the nine-day battle]"],
    ),
    "total of events": (
        "ISIS has carried out 120 attacks since January.",
        ["total attacks incidents 120 islamic-state [since January]"],
    ),
    "more than": (
        "There were more attacks by JNIM in 2022 than in 2021.", ["comparison more incidents up jnim [in 2022]"],
    ),
    "compared with": (
        "Gunmen carried out 40 attacks in March, compared with 25 in February.",
        ["comparison compared with incidents 40 [in March]"],
    ),
}  # fmt: skip

NO_RECORD = {
    "a storm": "It was the deadliest storm in the country since 1999.",
    "an earthquake": "The deadliest earthquake in a century killed 40,000 people.",
    "a defeat in sports": "It was the team's worst defeat in more than a decade.",
    "a goal": "He scored his first goal since January.",
    "a loss of money": "The company's biggest loss in ten years was announced on Monday.",
    "no scope": "The deadliest attack killed 12 people.",
    "first bomb": "The first bomb exploded at noon.",
    "a single incident of a year": "In 2019, a bomb killed 12 people in the market.",
    "shares": "Shares fell by 30 percent in 2022.",
    "more than a number": "More than 40 people died in attacks on Monday.",
    "this month's incident": "Gunmen killed seven farmers near the town this month.",
    "prices": "Food prices have doubled since January.",
}


def stated(read: Read, text: str, kind: type) -> list[str]:
    return [shown(s) for s in read(text).statements if isinstance(s.value, kind)]


@pytest.mark.parametrize(("text", "expected"), STANDING.values(), ids=STANDING)
def test_a_standing_figure(read: Read, text: str, expected: list[str]) -> None:
    assert stated(read, text, Standing) == expected


@pytest.mark.parametrize("text", NO_STANDING.values(), ids=NO_STANDING)
def test_no_standing_figure(read: Read, text: str) -> None:
    assert stated(read, text, Standing) == []


@pytest.mark.parametrize(("text", "expected"), LEADERS.values(), ids=LEADERS)
def test_a_leader(read: Read, text: str, expected: list[str]) -> None:
    assert stated(read, text, Leadership) == expected


@pytest.mark.parametrize("text", NO_LEADERS.values(), ids=NO_LEADERS)
def test_no_leader(read: Read, text: str) -> None:
    assert stated(read, text, Leadership) == []


@pytest.mark.parametrize(("text", "expected"), RECORD.values(), ids=RECORD)
def test_a_claim_about_the_record(read: Read, text: str, expected: list[str]) -> None:
    assert stated(read, text, RecordClaim) == expected


@pytest.mark.parametrize("text", NO_RECORD.values(), ids=NO_RECORD)
def test_no_claim_about_the_record(read: Read, text: str) -> None:
    assert stated(read, text, RecordClaim) == []


@pytest.mark.parametrize("text", [t for table in (STANDING, LEADERS, RECORD) for t, _ in table.values()])
def test_every_statement_stands_on_its_words(read: Read, text: str) -> None:
    for statement in read(text).statements:
        words = statement.evidence
        assert text[words.span_start : words.span_end] == words.verbatim
        assert statement.said is not None
        assert statement.reason


@pytest.mark.parametrize("text", [t for t, _ in STANDING.values()])
def test_a_standing_figure_makes_no_incident_of_the_dead(read: Read, text: str) -> None:
    assert all(c.field != "killed" for m in read(text).mentions for c in m.claims)


def test_source_date_and_scope_are_kept(read: Read) -> None:
    reading = read(
        "Al-Shabaab had 9,000 fighters in 2019, according to the African Union. "
        "It was the deadliest attack in Somalia since October 2017, police said."
    )
    figure, record = reading.statements
    assert isinstance(figure.value, Standing)
    assert figure.attributed_to == "African Union"
    assert figure.value.when is not None
    assert (figure.value.when.start, figure.value.when.end) == (date(2019, 1, 1), date(2019, 12, 31))
    assert figure.said is not None
    assert figure.said.start == date(2023, 2, 17)
    assert isinstance(record.value, RecordClaim)
    assert record.attributed_to == "police"
    assert record.value.since is not None
    assert (record.value.since.start, record.value.since.precision) == (date(2017, 10, 1), "month")
    assert record.value.place == "Somalia"
    assert record.value.actor is None
    assert record.value.event_types == ("attack",)


def test_a_leader_is_named_once(read: Read) -> None:
    text = (
        "JNIM leader Iyad Ag Ghaly spoke. Later, JNIM leader Iyad Ag Ghaly left. Iyad Ag Ghaly, who leads JNIM, is ill."
    )
    assert stated(read, text, Leadership) == ["leader Iyad Ag Ghaly named jnim"]


def test_without_a_publication_date_nothing_was_said_at_a_time(read: Read) -> None:
    (statement,) = read("Hamas has about 20,000 fighters.", published=None).statements
    assert statement.said is None


def test_a_line_of_other_stories_states_nothing(read: Read) -> None:
    text = (
        "Gunmen killed two farmers near the town on Monday, police said.\n\nRelated Articles\n\n"
        "Hamas has 20,000 fighters\n\nTTP has 5,000 fighters"
    )
    assert read(text).statements == ()
