"""The words of standing figures: what is counted, what says having, holding and being there."""

from __future__ import annotations

import re

_NOUNS = {
    "strength": "troops troop soldiers personnel peacekeepers forces combatants policemen officers recruits conscripts",
    "fighters": "fighters militants gunmen rebels insurgents jihadists jihadis guerrillas militiamen mercenaries men",
    "members": "members supporters followers adherents sympathizers sympathisers operatives activists affiliates",
    "foreign_fighters": "foreigners",
    "children": "children minors boys girls youths teenagers",
    "families": "families relatives wives widows women",
    "detainees": "detainees prisoners inmates captives suspects",
}
WHAT = {noun: what for what, nouns in _NOUNS.items() for noun in nouns.split()}
OF_STATES = frozenset(_NOUNS["strength"].split()) | {"men", "fighters"}
GATE = re.compile(
    rf"\b(?:{'|'.join(WHAT)}|people|strong|strength|cells?|squads?|membership|number(?:s|ed|ing)?|manpower)\b", re.I
)

HAVE = frozenset(
    """have has had having number numbers numbered numbering comprise comprises comprising comprised consist consists
    consisting command commands commanded commanding boast boasts boasted boasting field fields fielded muster musters
    mustered count counts counted total totals totalled totaled totalling maintain maintains maintained keep keeps kept
    retain retains retained with strength size membership manpower ranks include includes
    lead leads led of""".split()
)
FILL = frozenset(
    """which who that now still currently is are was were be been being also once today reportedly believed thought said
    estimated known to may might could alone a an some about around between as many much at least its their the total
    overall only just roughly nearly almost up more than over fewer less no with force army network in across on for
    from and have has had by put combined current present active armed of least possibly perhaps original previously
    's s s’ ’s ' ’ , ( ) - –""".split()
)
LONGEST_GAP = 16
STATIVE = re.compile(
    r"^[^.;:]{0,30}?\b(?:remain|remains|remained|roam|operate|are\s+(?:still\s+|now\s+|currently\s+|also"
    r"\s+)?(?:active|"
    r"operating|present|based|stationed|deployed|believed|thought|estimated|at\s+large|in)\b|were\s+(?:active|based|"
    r"stationed|present|deployed)|is\s+(?:active|based)|still\s+(?:active|in|at\s+large))",
    re.I,
)
THERE = re.compile(r"\bthere\s+(?:are|were|remain|may\s+be|could\s+be)\s+(?:still\s+|now\s+)?[^.;,]{0,25}$", re.I)
ESTIMATED = re.compile(r"\b(?:estimated|estimates?)\b[^.;]{0,30}$", re.I)
MEMBERS_OF = re.compile(r"^\s*(?:of|in|from|belonging\s+to|loyal\s+to)\s+(?:the\s+)?$", re.I)

PRISON = re.compile(
    r"\b(?:prisons?|jails?|detention|custody|camps?|behind\s+bars|cells|imprisoned|incarcerated|prison\s+camps?)\b",
    re.I,
)
PLACE_TO_HOLD = re.compile(r"\b(?:prisons|jails|camps?|detention\s+cent(?:er|re)s?)\b", re.I)
HELD = re.compile(
    r"^(?P<gap>[^.;:]{0,90}?)\b(?P<now>are|is|remain|remains|languish|were|was|have\s+been|still|being)"
    r"\s+(?:\w+\s+){0,3}?"
    r"(?:held|detained|imprisoned|jailed|incarcerated|interned|kept\s+in|behind\s+bars|in\s+(?:\S+"
    r"\s+){0,3}?(?:prisons?|"
    r"jails?|custody|detention|camps?))",
    re.I,
)
HOLDS = re.compile(
    r"\b(?P<verb>hold|holds|held|holding|house|houses|housed|housing|detain|detains|detaining|imprison|imprisons|"
    r"jails|"
    r"guard|guards|guarding|hosts?)\s+(?:[\w-]+\s+){0,3}?$",
    re.I,
)
NOT_HELD = re.compile(r"\b(?:hostages?|talks|meeting|rally|rallies|seats?|siege)\b", re.I)
RUN_BY = re.compile(r"\b(?P<who>[A-Z][\w.’']*)-(?:run|controlled|held|administered|guarded|led)\b")
_PART_NOUN = rf"(?:(?:[\w’'-]+)\s+){{0,2}}?(?P<noun>{'|'.join(sorted(WHAT, key=len, reverse=True))})\b"
SHARE = re.compile(
    r"^[\s,–—(-]*(?:in\s+[^.;,–—]{0,40}?[\s,–—(-]+|(?:and|or)"
    r"\s+\w+[^.;,–—]{0,40}?[\s,–—(-]+)?(?P<share>(?P<bound>about|around|roughly|nearly|"
    r"almost|some|more\s+than|over|at\s+least|up\s+to|less\s+than|fewer\s+than)?\s*(?P<part>half|(?:a|one)[\s-]third|"
    r"two[\s-]thirds|(?:a|one)[\s-]quarter|three[\s-]quarters|most|(?:a|the)\s+(?:vast\s+)?majority|"
    r"(?P<percent>\d{1,3})\s*(?:%|per\s?cent)))\s+of\s+(?:them|whom|those|these|which)\s*,?\s*(?:are\s+|were\s+|"
    r"being\s+)?" + _PART_NOUN,
    re.I,
)
PARTS = {"half": 0.5, "third": 1 / 3, "thirds": 2 / 3, "quarter": 0.25, "quarters": 0.75}
CELL = re.compile(
    r"\b(?P<low>[\w,]+)-?\s*(?:to|–|-|or)\s*(?P<high>[\w,]+)[\s-](?:person|people|man|member|strong|fighter)\s+"
    r"(?:\w+\s+)?(?:cells?|units?|groups?|squads?|teams?)\b",
    re.I,
)
ONE_CELL = re.compile(r"\b(?P<low>[\w,]+)-(?:person|man|member|strong)\s+(?:\w+\s+)?(?:cells|units|squads)\b", re.I)
CELLS_OF = re.compile(
    r"\b(?:cells?|(?:units|squads|bands|groups)(?=\s+of\b))\s*(?:of|with|numbering|made\s+up\s+of|consisting\s+of)\s+"
    r"(?:[\w-]+\s+){0,2}?$",
    re.I,
)
CELL_WORD = re.compile(r"\b(?:cells?|units|squads|bands|groups)\b", re.I)
# Some word of having, holding or being there, without which no rule below finds anything.
CUE = re.compile(
    r"\b(?:ha[sd]|have|having|number|numbers|numbered|numbering|compris\w+|consist\w*|command\w*|boast\w*|field|fields|"
    r"fielded|muster\w*|count|counts|counted|total\w*|maintain\w*|keep\w*|kept|retain\w*|with|strength|size|membership|"
    r"manpower|ranks|includ\w+|lead|leads|led|strong|there|estimate\w*|remain\w*|roam|operate|active|based|stationed|"
    r"present|still|held|hold\w*|hous\w+|detain\w*|imprison\w*|jail\w*|intern\w*|incarcerated|custody|guard\w*|hosts?|"
    r"cells?|units|squads|bands|groups|(?:person|people|man|member|fighter)\s+(?:group|unit|squad|team))\b",
    re.I,
)
NUMBERISH = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundreds?|thousands?|dozens?|"
    r"million|several|half|scores)\b",
    re.I,
)
STRONG = re.compile(r"^[\s-]*strong\b", re.I)
