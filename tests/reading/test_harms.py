"""Harms in single sentences, through the real parser: who was harmed, how many, of which group.

A case's result lists what is told as done, in the order of the telling words. Bounds are written as
in `reading_samples`; "some" is a quantity in words.
"""

from collections.abc import Callable

import pytest
from reading_samples import marked

ACTIVE = {
    "killed": ("Gunmen killed seven soldiers near the bridge.", "killed 7 security_forces"),
    "murdered": ("The rebels murdered a teacher in his home.", "killed 1 civilians"),
    "executed": ("Militants executed four farmers at dawn.", "killed 4 civilians"),
    "beheaded": ("The fighters beheaded two shepherds.", "killed 2 civilians"),
    "assassinated": ("Unknown gunmen assassinated a judge on Sunday.", "killed 1 civilians"),
    "shot dead": ("Gunmen shot dead three policemen at a checkpoint.", "killed 3 security_forces"),
    "gunned down": ("Gunmen gunned down a nurse outside the clinic.", "killed 1 civilians"),
    "shot and killed": ("Soldiers shot and killed a farmer at the crossing.", "killed 1 civilians"),
    "wounded": ("The shells wounded 12 residents.", "injured 12 civilians"),
    "injured": ("A roadside bomb injured two policemen.", "injured 2 security_forces"),
    "abducted": ("Armed men abducted five aid workers.", "abducted 5 civilians"),
    "kidnapped": ("Bandits kidnapped at least 30 pupils from a school.", "abducted >=30 civilians"),
    "took hostage": ("The rebels took nine villagers hostage.", "abducted 9 civilians"),
    "arrested": ("Security forces arrested six suspects in a raid.", "arrested 6 fighters"),
    "detained": ("Police detained 14 protesters in the square.", "arrested 14 civilians"),
    "captured": ("The army captured three militants during the clash.", "arrested 3 fighters"),
    "released": ("The militants released four hostages.", "released 4 unknown"),
    "freed": ("Troops freed 11 captives from a camp.", "released 11 unknown"),
    "displaced": ("The shelling displaced 4,000 people.", "displaced 4000 unknown"),
    "two objects": (
        "The blast killed four civilians and two soldiers.",
        "killed 4 civilians; killed 2 security_forces",
    ),
    "two verbs": ("The blast killed four people and injured nine.", "killed 4 unknown; injured 9 unknown"),
    "participle": ("A bomb hit a bus, killing eight passengers.", "killed 8 civilians"),
    "two participles": (
        "Jets struck a market, killing three people and wounding ten.",
        "killed 3 unknown; injured 10 unknown",
    ),
    "left dead and wounded": ("The raid left 15 dead and 20 wounded.", "killed 15 unknown; injured 20 unknown"),
    "left people dead": ("An ambush left four soldiers dead.", "killed 4 security_forces"),
    "left with wounds": ("The ambush left six policemen wounded.", "injured 6 security_forces"),
    "claimed the lives": ("The attack claimed the lives of 12 villagers.", "killed 12 civilians"),
    "claimed lives": ("The attack claimed 12 lives.", "killed 12 unknown"),
    "cost lives": ("The assault cost nine lives.", "killed 9 unknown"),
}

PASSIVE = {
    "were killed": ("Seven soldiers were killed near the bridge.", "killed 7 security_forces"),
    "was killed": ("A child was killed by a sniper.", "killed 1 civilians"),
    "have been killed": ("At least 20 people have been killed in the attack.", "killed >=20 unknown"),
    "were wounded": ("Three medics were wounded by shrapnel.", "injured 3 civilians"),
    "were shot dead": ("Two brothers were shot dead at their shop.", "killed 2 civilians"),
    "was gunned down": ("A mayor was gunned down outside his office.", "killed 1 civilians"),
    "was beheaded": ("A shepherd was beheaded by the militants.", "killed 1 civilians"),
    "was stabbed to death": ("A priest was stabbed to death in his church.", "killed 1 civilians"),
    "were burned to death": ("Five villagers were burned to death in their huts.", "killed 5 civilians"),
    "were abducted": ("Eight fishermen were abducted by gunmen.", "abducted 8 civilians"),
    "were taken hostage": ("Some 30 passengers were taken hostage.", "abducted ~30 civilians"),
    "were released": ("Two of the hostages were released on Monday.", "released 2 unknown"),
    "were freed": ("Twelve girls were freed by their kidnappers.", "released 12 civilians"),
    "were arrested": ("Nine people were arrested after the riot.", "arrested 9 unknown"),
    "were detained": ("More than 40 demonstrators were detained.", "arrested >40 civilians"),
    "were displaced": ("About 9,000 people were displaced by the fighting.", "displaced ~9000 unknown"),
    "killed and injured apart": (
        "Five villagers were killed and three injured in the raid.",
        "killed 5 civilians; injured 3 unknown",
    ),
    "were killed and were wounded": (
        "Two officers were killed and four soldiers were wounded.",
        "killed 2 security_forces; injured 4 security_forces",
    ),
    "two groups": (
        "Ten militants and two soldiers were killed in the clash.",
        "killed 10 fighters; killed 2 security_forces",
    ),
    "others": (
        "One guard was killed and three others were hurt.",
        "killed 1 security_forces; injured 3 unknown",
    ),
    "ellipsis": ("Eleven people were killed, five injured.", "killed 11 unknown; injured 5 unknown"),
    "ellipsis after a list": (
        "Two women were killed, four men wounded and a boy abducted.",
        "killed 2 civilians; injured 4 unknown; abducted 1 civilians",
    ),
    "relative clause": ("The seven people who were killed had come from a wedding.", "killed 7 unknown"),
    "relative clause, active": ("The mortar, which killed two boys, hit a yard.", "killed 2 civilians"),
    "participle after a noun": ("Relatives buried three farmers killed in the raid.", "killed 3 civilians"),
    "participle with an agent": ("Four policemen killed by rebels were buried.", "killed 4 security_forces"),
}

HEADLINES = {
    "killed in": ("Three soldiers killed in ambush near Zeluma", "killed 3 security_forces"),
    "killed, wounded": ("Five killed, nine wounded in market blast", "killed 5 unknown; injured 9 unknown"),
    "dead": ("Four dead after car bomb in Zeluma", "killed 4 unknown"),
    "at least": ("At least 12 civilians killed by shelling", "killed >=12 civilians"),
    "kills": ("Drone strike kills two fighters in Zeluma", "killed 2 fighters"),
    "kills with wounds": ("Bomb kills six, injures 20", "killed 6 unknown; injured 20 unknown"),
    "kidnapped": ("Gunmen kidnap ten pupils in Zeluma", "abducted 10 civilians"),
    "shot dead": ("Journalist shot dead in Zeluma", "killed 1 civilians"),
    "arrested": ("Six militants arrested in Zeluma raid", "arrested 6 fighters"),
    "dozens": ("Dozens killed in Zeluma massacre", "killed some unknown"),
    "capitals": ("TWO POLICEMEN KILLED IN AMBUSH NEAR ZELUMA MARKET", "killed 2 security_forces"),
    "leaves": ("Blast leaves three dead in Zeluma", "killed 3 unknown"),
    "death toll": ("Death toll of Zeluma blast rises to 31", "killed 31 unknown"),
}

DEATHS = {
    "died": ("Six people died in the bombing.", "killed 6 unknown"),
    "died of wounds": ("Two soldiers died of their wounds after the attack.", "killed 2 security_forces"),
    "succumbed": ("A girl hurt in the shelling succumbed to her wounds.", "killed 1 civilians"),
    "lost their lives": ("Four rescuers lost their lives in the strike.", "killed 4 civilians"),
    "the death of": ("The shelling caused the death of three children.", "killed 3 civilians"),
    "the deaths of": ("The raid led to the deaths of nine villagers.", "killed 9 civilians"),
    "the killing of": ("The ambush resulted in the killing of two officers.", "killed 2 security_forces"),
    "counted deaths": ("The attack caused ten deaths.", "killed 10 unknown"),
    "bodies found": ("Residents found the bodies of four shepherds after the attack.", "killed 4 civilians"),
    "counted bodies": ("Rescuers recovered 14 bodies from the bombed school.", "killed 14 unknown"),
    "were found dead": ("Three herders were found dead with gunshot wounds.", "killed 3 civilians"),
    "toll rose": ("The death toll from the bombing rose to 27.", "killed 27 unknown"),
    "toll rose from": ("The death toll from the attack rose from 9 to 14.", "killed 14 unknown"),
    "toll at least": ("The blast had a death toll of at least 30.", "killed >=30 unknown"),
    "martyrs": ("Three martyrs fell in the shelling of the camp.", "killed 3 unknown"),
    "lives lost": ("Twenty lives were lost in the massacre.", "killed 20 unknown"),
    "injuries": ("The grenade caused five injuries.", "injured 5 unknown"),
    "the abduction of": ("Police confirmed the abduction of three nurses.", "abducted 3 civilians"),
    "the arrest of": ("The raid ended with the arrest of five militants.", "arrested 5 fighters"),
    "went missing": ("Two fishermen went missing after the raid.", "missing 2 civilians"),
    "are missing": ("Nine soldiers are missing after the ambush.", "missing 9 security_forces"),
    "disappeared": ("Four activists disappeared after the raid on their office.", "missing 4 civilians"),
    "fled": ("Some 2,000 villagers fled the fighting.", "displaced ~2000 civilians"),
    "escaped": ("Three hostages escaped from the camp.", "released 3 unknown"),
}

BOUNDS = {
    "at least": ("At least nine people were killed in the ambush.", "killed >=9 unknown"),
    "more than": ("More than 60 villagers were killed in the massacre.", "killed >60 civilians"),
    "up to": ("Up to 20 soldiers were killed in the attack.", "killed <=20 security_forces"),
    "about": ("About 75 people were abducted by the gunmen.", "abducted ~75 unknown"),
    "range": ("Between five and seven soldiers were killed.", "killed 5..7 security_forces"),
    "range with or": ("The bomb killed three or four guards.", "killed 3..4 security_forces"),
    "dozens": ("Dozens of civilians were killed in the strikes.", "killed some civilians"),
    "several": ("Several soldiers were wounded by the mine.", "injured some security_forces"),
    "two dozen": ("Two dozen militants were killed in the raid.", "killed ~24 fighters"),
    "half a dozen": ("Half a dozen guards were wounded.", "injured ~6 security_forces"),
    "a named man": ("Gunmen killed Karim Haddad in front of his house.", "killed 1 unknown"),
    "a named officer": ("Colonel Karim Haddad was killed in the ambush.", "killed 1 security_forces"),
    "an age is no count": ("A 23-year-old man was killed by a mine.", "killed 1 unknown"),
    "a family of": ("A family of six was killed in the strike.", "killed 6 civilians"),
    "the bound reaches over and": (
        "At least 16 civilians and seven soldiers were killed.",
        "killed >=16 civilians; killed >=7 security_forces",
    ),
    "two of a number": ("Two of the four soldiers were killed in the blast.", "killed 2 security_forces"),
    "more than half": ("More than half of the 40 hostages were killed by their captors.", "killed >20 unknown"),
    "years are no count": ("In the 2014 massacre gunmen killed 12 people.", "killed 12 unknown"),
}

GROUPS = {
    "villagers": ("Rebels killed three villagers.", "killed 3 civilians"),
    "troops": ("Rebels killed three troops.", "killed 3 security_forces"),
    "police officers": ("Rebels killed three police officers.", "killed 3 security_forces"),
    "regime soldiers": ("Rebels killed three regime soldiers.", "killed 3 security_forces"),
    "insurgents": ("Troops killed three insurgents.", "killed 3 fighters"),
    "gang members": ("Police killed three gang members.", "killed 3 fighters"),
    "rebel commander": ("A drone killed a rebel commander.", "killed 1 fighters"),
    "members of the group": ("Troops killed three members of the rebel group.", "killed 3 fighters"),
    "people": ("Rebels killed three people.", "killed 3 unknown"),
    "displaced people": ("The shells killed three displaced people.", "killed 3 civilians"),
    "aid workers": ("Gunmen killed two aid workers.", "killed 2 civilians"),
    "security personnel": ("A mine killed two security personnel.", "killed 2 security_forces"),
    "civilians and soldiers in words": ("Dozens of civilians and soldiers were killed.", "killed some mixed"),
    "including another group": (
        "The blast killed nine people, including a woman and two soldiers.",
        "killed 9 mixed",
    ),
    "women and children": ("The strike killed two women and three children.", "killed 2 civilians; killed 3 civilians"),
}

ONCE = {
    "including": ("The strike killed nine people, including two women.", "killed 9 *"),
    "including, passive": ("Nine people, including two women, were killed in the strike.", "killed 9 *"),
    "among them": ("The strike killed nine people, among them two women.", "killed 9 *"),
    "of them": ("Twelve people were killed in the raid, four of them children.", "killed 12 *"),
    "most of them": ("Thirty people were killed in the raid, most of them women.", "killed 30 *"),
    "of whom": ("Gunmen killed 14 people, of whom three were policemen.", "killed 14 *"),
    "joint total": ("The rockets killed and injured 80 people.", ""),
    "joint total, passive": ("Eighty people were killed and injured in the camps.", ""),
    "joint total with or": ("Some 80 people were killed or wounded in the battle.", ""),
    "casualties": ("The attack caused 40 casualties.", ""),
}

NEGATED = {
    "no one": "No one was killed in the blast.",
    "nobody": "Nobody was hurt in the shelling.",
    "not": "The soldiers were not injured in the attack.",
    "none of": "None of the 12 hostages was harmed or killed.",
    "no casualties": "The rockets caused no deaths.",
    "without": "The mortar fell in a field without killing anyone.",
    "no soldiers": "No soldiers were wounded in the ambush.",
    "plan": "The cell planned to kill three judges.",
    "wanted": "The gang wanted to kidnap two businessmen.",
    "threat": "The group threatened to execute four hostages.",
    "order": "The emir ordered his men to kill ten villagers.",
    "could": "Such a bomb could kill dozens of people.",
    "may": "The attack may have killed five soldiers.",
    "would": "He said that a raid would kill many civilians.",
    "if": "If the dam is bombed, 300 people will be killed.",
    "habit": "Militants often kill shepherds in the desert.",
    "habit, daily": "Snipers routinely wound children in the district.",
    "attempted": "Gunmen tried to kidnap two engineers.",
    "attempted murder": "Police foiled an attempt to kill three ministers.",
    "fear": "Residents feared that 20 people were killed.",
    "denial": "The army denied that it had killed six farmers.",
    "request": "The families demanded the release of 12 detainees.",
    "hope": "Mediators hope that the ten hostages will be released.",
}

NO_VIOLENCE = {
    "earthquake": "An earthquake killed 120 people in the province.",
    "flood": "Floods killed 14 villagers on Monday.",
    "bus crash": "Nine passengers died when their bus overturned on a mountain road.",
    "road accident": "Three people were killed in a road accident.",
    "collapse": "Six workers were killed when a building collapsed.",
    "heart attack": "The minister died of a heart attack.",
    "fire": "Four children died in a house fire caused by a heater.",
    "storm": "The storm left eight people dead and 20 missing.",
    "boat": "Thirty migrants drowned when their boat capsized.",
    "cholera": "Cholera killed 40 people in the camp.",
    "landslide": "A landslide buried 11 miners alive and killed them.",
    "avalanche": "Two climbers were killed by an avalanche.",
    "plane crash": "All 62 passengers died in the plane crash.",
    "old age": "The poet died of old age at 94.",
    "cancer": "The singer died of cancer on Tuesday.",
    "gas": "A gas leak killed a family of five.",
    "stampede": "Thirteen fans died in a stampede at the stadium.",
    "lightning": "Lightning killed two farmers.",
    "hypothermia": "Three infants died of hypothermia in the camp.",
    "goal": "The second goal killed the game after 70 minutes.",
    "shot": "He shot twice and beat the goalkeeper.",
    "released an album": "The band released three albums.",
    "captured the title": "The team captured its fifth title.",
    "injured in training": "Two players were injured in training.",
    "dead battery": "The battery of the van was dead.",
    "deadline": "The ministry killed two bills last week.",
    "sheep": "Wolves killed 40 sheep.",
    "sheep in a raid": "The raiders killed 40 sheep and stole 12 cows.",
    "vehicles": "The strike destroyed three vehicles and two houses.",
    "members": "The group has about 2,000 fighters.",
    "detainees": "The prison holds 4,000 detainees.",
    "displaced in a camp": "The camp houses 9,000 displaced people.",
    "hostage video": "The film shows a captive forest.",
    "charged": "He was charged with two counts of murder.",
    "execution of a plan": "The execution of the budget was slow.",
    "arrested decline": "The bank arrested the fall of the currency.",
}

HarmsOf = Callable[..., list[str]]
# What the reader gets wrong today, by the sentence. A mark goes when its case passes.
DEFECTS = {
    ACTIVE["took hostage"][0]: "the complement 'hostage' gives the victims' group",
    DEATHS["succumbed"][0]: "the subject of 'succumbed' is lost behind a participle",
    NO_VIOLENCE["shot"]: "'beat' takes any object for a victim",
    NO_VIOLENCE["injured in training"]: "an injury in training or in a match is taken for violence",
}


@pytest.mark.parametrize(("text", "expected"), marked(ACTIVE, DEFECTS))
def test_an_active_verb(harms_of: HarmsOf, text: str, expected: str) -> None:
    assert "; ".join(harms_of(text)) == expected


@pytest.mark.parametrize(("text", "expected"), marked(PASSIVE, DEFECTS))
def test_a_passive_verb(harms_of: HarmsOf, text: str, expected: str) -> None:
    assert "; ".join(harms_of(text)) == expected


@pytest.mark.parametrize(("text", "expected"), marked(HEADLINES, DEFECTS))
def test_a_headline(harms_of: HarmsOf, text: str, expected: str) -> None:
    assert "; ".join(harms_of(text, "title")) == expected


@pytest.mark.parametrize(("text", "expected"), marked(DEATHS, DEFECTS))
def test_a_noun_or_an_intransitive_verb_of_harm(harms_of: HarmsOf, text: str, expected: str) -> None:
    assert "; ".join(harms_of(text)) == expected


@pytest.mark.parametrize(("text", "expected"), marked(BOUNDS, DEFECTS))
def test_the_bounds_of_a_count(harms_of: HarmsOf, text: str, expected: str) -> None:
    assert "; ".join(harms_of(text)) == expected


@pytest.mark.parametrize(("text", "expected"), marked(GROUPS, DEFECTS))
def test_the_group_of_the_victims(harms_of: HarmsOf, text: str, expected: str) -> None:
    assert "; ".join(harms_of(text)) == expected


@pytest.mark.parametrize(("text", "expected"), marked(ONCE, DEFECTS))
def test_nobody_is_counted_twice(harms_of: HarmsOf, text: str, expected: str) -> None:
    found = [harm.rsplit(" ", 1)[0] for harm in harms_of(text)]
    assert "; ".join(found) == expected.removesuffix(" *")


@pytest.mark.parametrize("text", marked(NEGATED, DEFECTS))
def test_what_was_not_done_is_not_told_as_done(harms_of: HarmsOf, text: str) -> None:
    assert harms_of(text) == []


@pytest.mark.parametrize("text", marked(NO_VIOLENCE, DEFECTS))
def test_what_is_no_violence_harms_nobody(harms_of: HarmsOf, text: str) -> None:
    assert harms_of(text) == []
