"""The words of claims about the record. Every pattern names its parts; `record_claims` reads them."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.VERBOSE

EVENTS = r"""(?:attacks?|massacres?|assaults?|bombings?|raids?|strikes?|airstrikes?|air\s+strikes?|shelling
    |ambush(?:es)?|shootings?|killings?|murders?|executions?|assassinations?|abductions?|kidnappings?|clashes|fighting
    |violence|offensives?|incursions?|battles?|bloodshed|incidents?|explosions?|blasts?|bombardments?|car\s+bombs?
    |escalations?|hostilities|casualties|fatalities|deaths|victims|atrocit(?:y|ies)|operations?|insurgency|beheadings?
    |hostage-takings?|jailbreaks?|prison\s+breaks?|death\s+toll|toll)"""
VIOLENT_TIME = r"(?:days?|weeks?|months?|years?|periods?|nights?|weekend)"
_NUMBER = r"""(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many|\d+|[a-z]+teen|twenty
    |thirty)"""
_UNIT = r"(?:days?|weeks?|months?|years?|decades?|a\s+while|while)"
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"""(?:January|February|March|April|May|June|July|August|September|October|November|December)"""
_WAR = r"(?:war|conflict|battle|siege|insurgency|uprising|offensive|campaign|genocide)"
_NEARLY = r"(?:more\s+than|less\s+than|over|nearly|almost|about|at\s+least)\s+"
_UP = r"""(?:rose|risen|rising|rises|increased|increasing|increases|surged|soared|jumped|climbed|spiked|grew|grown
    |escalated|intensified|doubled|tripled|quadrupled)"""
_DOWN = r"""(?:fell|fallen|falling|falls|decreased|decreasing|declined|declining|dropped|dropping|halved|dwindled
    |subsided|waned|receded)"""
_DEADLIEST = r"(?P<dead>dead?liest|bloodiest|most\s+(?:deadly|lethal|violent|murderous))"

GATE = re.compile(
    rf"""\b(?:dead?liest|bloodiest|worst|biggest|largest|heaviest|highest|lowest|fewest|longest|greatest|smallest|most
    |least|first|second|third|fourth|fifth|\d+(?:st|nd|rd|th)|percent|per\s+cent|since|so\s+far|rise|surge|spike|uptick
    |jump|escalation|increases?|drop|decline|decreases?|reduction|fall|{_UP}|{_DOWN}|compared|than|twice|active|leaving
    |{_WAR}|(?:past|last|this)\s+(?:year|month|week)|(?:in|within|over|during)\s+(?:\w+\s+){{0,3}}{_UNIT}
    |(?:in|during)\s+{_YEAR})\b|%|\b(?:up|down)\s+from\b""",
    _FLAGS,
)
"""What no sentence without a claim of the kind needs to pass."""

NO_PLAY = re.compile(
    r"""\b(?:league|cup|tournament|championship|coach|striker|wicket|innings|scored|touchdown|box\s+office|album|shares
    |stocks|sales|quarterly)\b""",
    _FLAGS,
)

SINGLE = re.compile(
    rf"""\b(?P<one>one\s+of\s+(?:the|its|their)\s+)?
    (?P<pred>(?:second[- ]|third[- ])?(?:{_DEADLIEST}|worst|biggest|largest|heaviest|longest
        |most\s+(?:serious|severe|intense|significant|brutal|spectacular|ambitious|complex|daring)
        |(?P<low>least\s+(?:deadly|violent|lethal)|smallest)|(?P<many>highest|greatest)|(?P<few>lowest|fewest)))
    (?:\s+(?!in\b|since\b|of\b)[\w’'-]+){{0,4}}?\s+
    (?P<event>(?:number|toll|level|rate)s?\s+of\s+(?:[\w-]+\s+){{0,2}}?{EVENTS}|{EVENTS}|{VIOLENT_TIME})\b""",
    _FLAGS,
)
"""The superlative before its noun."""

PREDICATED = re.compile(
    rf"""\b(?P<event>{EVENTS})\b[^.;]{{0,80}}?\b(?:is|are|was|were|be|been|became)\s+
    (?P<one>one\s+of\s+the\s+|among\s+the\s+)?(?:the\s+|its\s+|their\s+|(?:the\s+)?[\w-]+[’']s?\s+)?
    (?P<pred>{_DEADLIEST}|worst|biggest|largest|heaviest)\b(?P<low>(?!))?(?P<many>(?!))?(?P<few>(?!))?""",
    _FLAGS,
)
"""The superlative behind its noun and the verb."""

SCOPE = re.compile(
    rf"""\b(?:since\s+(?:the\s+)?[^,.;:—]{{3,60}}|last\s+(?:year|month|week)
    |(?:in|for|over|within)\s+(?:{_NEARLY})?(?:the\s+(?:past|last)\s+)?(?:{_NUMBER}\s+)?{_UNIT}\b
    |(?:so\s+far\s+)?this\s+(?:year|month|week|decade)|on\s+record|to\s+date|so\s+far|ever\b
    |in\s+(?:its|their|the\s+[\w’'\ ]{{2,30}}?|\w+['’]s)\s+history
    |of\s+(?:the|its|this|their)\s+(?:[\w-]+\s+){{0,2}}(?:year|month|decade|{_WAR})|of\s+{_YEAR}
    |(?:in|during)\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}{_WAR}|(?:in|during)\s+{_MONTH}\b(?:\s+{_YEAR})?|in\s+{_YEAR}
    |compared\s+(?:with|to)\s+[^,.;:—]{{3,40}})""",
    _FLAGS,
)

FIRST = re.compile(
    rf"""\b(?P<pred>first)(?:\s+(?!in\b|since\b|of\b|to\b)[\w’'-]+){{0,4}}?\s+(?P<event>{EVENTS})\b
    (?P<kind>\s+of\s+(?:its|the|this)\s+kind)?""",
    _FLAGS,
)
NTH = re.compile(
    rf"\b(?P<pred>second|third|fourth|fifth|sixth|\d+(?:st|nd|rd|th))\s+(?:such\s+)?(?P<event>{EVENTS})\b", _FLAGS
)

MOVES = re.compile(
    rf"""\b(?P<event>{EVENTS})\b[^.;]{{0,60}}?\b(?P<pred>(?P<up>{_UP})|(?P<down>{_DOWN}))\b
    (?!\s+(?:to\s+the\s+ground|asleep|short|ill)\b)
    (?:\s+(?:by\s+)?(?:{_NEARLY})?[\d.]+[\s-]*(?:%|percent\b|per\s+cent\b))?""",
    _FLAGS,
)
NOUN_MOVES = re.compile(
    rf"""\b(?P<pred>(?P<up>increases?|rise|surge|spike|uptick|upsurge|jump|escalation)
        |(?P<down>decreases?|drop|decline|fall|reduction))\s+(?:of\s+[^.;]{{1,25}}?\s+)?(?:in|of)\s+(?:the\s+)?
    (?:[\w’'-]+\s+){{0,4}}?(?P<event>{EVENTS})\b""",
    _FLAGS,
)
ACTIVE = re.compile(
    r"""\b(?:(?P<sign>less|more|increasingly|far\s+less|far\s+more)\s+(?P<pred>active|frequent)\b
        (?P<every>\s+(?:every|each)\s+(?:year|month|week))?
    |(?P<fewer>fewer|rarer|less|more)\b(?P<always>\s+(?:every|each)\s+(?:year|month|week)))""",
    _FLAGS,
)
PERCENT = re.compile(r"(?P<n>\d+(?:\.\d+)?)[\s-]*(?:%|percent\b|per\s+cent\b)", _FLAGS)
TIMES = {"doubl": 2.0, "tripl": 3.0, "quadrupl": 4.0, "halved": 0.5, "twice": 2.0, "three times": 3.0, "half as": 0.5}
FROM_TO = re.compile(
    rf"""\s*from\s+(?:{_NEARLY})?[\w,]+\b[^.;,]{{0,25}}?\s+to\s+(?P<new>(?:{_NEARLY})?[\w,]+)
    (?:\s+(?:in|by|during|last|this)\s+(?:{_MONTH}|{_YEAR}|year|month)\b)?""",
    _FLAGS,
)

MORE_THAN = re.compile(
    rf"""\b(?P<pred>more|fewer|less|(?:twice|three\s+times|half)\s+as\s+many)(?:\s+[\w-]+){{0,3}}?\s+(?P<event>{EVENTS})\b
    [^.;]{{0,60}}?\b(?:than|as)\s+(?:in|during|the|last|any|at|it|they)\b(?:\s+(?:{_YEAR}|{_MONTH}|[a-z]+)){{0,3}}""",
    _FLAGS,
)
COMPARED = re.compile(
    rf"""\b(?P<event>{EVENTS})\b[^.;]{{0,60}}?\b(?P<pred>compared\s+(?:with|to)|up\s+from|down\s+from)\s+[^.;]{{1,40}}""",
    _FLAGS,
)

TOTAL_SCOPE = re.compile(
    rf"""\b(?:since\s+(?!then\b)[^,.;:—]{{3,60}}|{_NUMBER}-(?:day|week|month|year)(?:-long)?\s+(?:[\w-]+\s+)?{_WAR}\b
    |(?:in|over|during|within)\s+(?:the\s+|an?\s+|its\s+|this\s+)?(?:past\s+|last\s+|first\s+)?(?:{_NEARLY})?
        (?:{_NUMBER}[\s-]+)?(?:(?:day|week|month|year)-?(?:long)?\s+(?:[\w-]+\s+){{0,2}}?(?:fighting|clashes|{_WAR})
        |days|weeks|months|years|decades?|(?:past|last)\s+(?:week|month|year|decade))
    |(?:in|during)\s+the\s+(?:[\w’'-]+\s+){{0,2}}?(?:war|conflict|insurgency|uprising|genocide)\b
    |so\s+far(?:\s+this\s+(?:year|month|week))?|this\s+year|(?:in|during)\s+{_YEAR})""",
    _FLAGS,
)
YEAR_ALONE = re.compile(r"(?:in|during)\s+\d{4}\Z", _FLAGS)
COUNTED_EVENTS = re.compile(rf"(?:\s+(?!and\b)[\w-]+){{0,3}}?\s+(?P<event>(?=\w*s\b){EVENTS})\b", _FLAGS)
YEARS_OF_WAR = re.compile(r"\b(?:leaving|left|fought|battled)\b", _FLAGS)
MANY = re.compile(
    r"""\b(?P<count>(?:tens|hundreds)\s+of\s+thousands|thousands|hundreds)\s+(?:of\s+)?(?:people\s+|civilians\s+)?
    (?P<pred>dead|killed)\b""",
    _FLAGS,
)

HARM_OF = {"deaths": "killed", "killings": "killed", "fatalities": "killed", "murders": "killed", "toll": "killed",
           "massacres": "killed", "abductions": "abducted", "kidnappings": "abducted"}  # fmt: skip
ON_GROUP = re.compile(
    r"""\b(?:on|against|of|among|targeting)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}?(?P<noun>[a-z]+s|people|children|women)\b""",
    _FLAGS,
)
IT_IS = re.compile(r"it\s+(?:is|was|has\s+been|would\s+be)\b", _FLAGS)
WHERE = re.compile(r"\b(?:in|across|inside|of|from|into|over|on|against)\s+(?:the\s+)?$", _FLAGS)
