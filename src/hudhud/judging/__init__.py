"""What persons decided: a pure function over decisions, and the members as it leaves them.

`verdicts` folds the decisions, `apply` lets them take effect on the mentions that count now.
"""

from hudhud.judging.anchors import LEAST_CLAIM, LEAST_MENTION, anchor, match, resolve
from hudhud.judging.application import Judged, accepted_by, apply, attached_to, judge, since_accepted
from hudhud.judging.constraints import Contradiction
from hudhud.judging.drafts import Content, Correction, Target, attach, correct, join_or_part, mark, split, undo
from hudhud.judging.homes import Flag, to_fetch
from hudhud.judging.sheets import PERSON, JudgedClaim, JudgedMember, claim_anchors, claims_of
from hudhud.judging.targets import Finder, Group
from hudhud.judging.trial import on_trial, refuse_contradiction, signed
from hudhud.judging.values import parse_value
from hudhud.judging.verdicts import (
    Entry,
    Ruled,
    Verdicts,
    annulled,
    concerns,
    corrected_words,
    documents_of,
    mentions_of,
    ruling_of,
    verdicts,
)
from hudhud.judging.wording import value_words

__all__ = [
    "LEAST_CLAIM",
    "LEAST_MENTION",
    "PERSON",
    "Content",
    "Contradiction",
    "Correction",
    "Entry",
    "Finder",
    "Flag",
    "Group",
    "Judged",
    "JudgedClaim",
    "JudgedMember",
    "Ruled",
    "Target",
    "Verdicts",
    "accepted_by",
    "anchor",
    "annulled",
    "apply",
    "attach",
    "attached_to",
    "claim_anchors",
    "claims_of",
    "concerns",
    "correct",
    "corrected_words",
    "documents_of",
    "join_or_part",
    "judge",
    "mark",
    "match",
    "mentions_of",
    "on_trial",
    "parse_value",
    "refuse_contradiction",
    "resolve",
    "ruling_of",
    "signed",
    "since_accepted",
    "split",
    "to_fetch",
    "undo",
    "value_words",
    "verdicts",
]
