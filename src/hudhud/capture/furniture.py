"""Lines that belong to the page and not to the report: advertisements, buttons, credits, notices.

A line is judged as a whole, never cut: a sentence that merely contains "read more" is left alone.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[\w'’]+")
# Anything longer is somebody's sentence, whatever it begins with.
_LONGEST = 220

# One alternative a line; each is held against all of a line's words, in lower case, one space between two.
_ADVERTISEMENT = r"""
    advertise?ments?( continue reading( below)?)?
    ads?
    ads? by \w+
    sponsored( (content|post|by .{0,30}))?
    promoted( (content|stories))?
    remove ads
    (story|article|post|reading) continues (below|after)\b.{0,40}
    scroll (down )?to continue\b.{0,30}
    continue reading( (below|the main story|after .{0,20}))?
    this ad will\b.{0,30}
"""
_NAVIGATION = r"""
    skip to (main )?content
    home|menu|main menu|search|close|undo|more|next|previous|prev|tags?|categories|full story
    back to (top|home)\b.{0,20}
    go back
    (log|sign) ?in
    register( now)?
    (click|tap) (here|on)\b.{0,80}
    (show|see|view|load) (more|less|all)
    read (the )?(full|whole|entire|rest of the) (story|article|report|text)\b.{0,20}
    toggle navigation
    table of contents
    \d+ min(ute)?s? read
    (estimated )?reading time\b.{0,20}
    print( this)?( (article|page|story))?
    listen( to (this|the) (article|story))?
    download (our|the) app\b.{0,40}
    loading( seems to be taking a while)?
    please wait\b.{0,30}
    page \d+ of \d+
    your browser does not support\b.{0,60}
    (please )?enable javascript\b.{0,60}
    (media from )?sources \d+
"""
_PLATFORMS = (
    "facebook|twitter|whatsapp|telegram|linkedin|pinterest|reddit|instagram|youtube|viber|messenger|tumblr|vk|skype|"
    "threads|mastodon|bluesky|tiktok|email|e mail|print|copy link|tweet|share|x|odnoklassniki|pocket"
)
_SOCIAL = rf"""
    share|post|conversation|copied|liked|likes?|reply|replies|quote tweet
    share (this|on|via|with|it|the) ?.{{0,60}}
    shares? \d+
    \d+( \d+)*[km]? ?(replies|reply|retweets?|likes?|quotes?|quote (tweets?|posts?)|reposts?|views?)
    \d+( \d+)*[km]? ?(shares?|bookmarks?|followers)
    (re)?tweet(ed|s)?
    repost(ed)?
    copy (link|url)( to tweet)?
    embed( (tweet|this|post))?
    show this thread
    translate (tweet|post)
    follow( (us|me))?( on\b.{{0,60}})?
    (like|find|join|contact) us (on|at|via)\b.{{0,60}}
    join (us|our)\b.{{0,40}}(telegram|whatsapp|channel|group|community)\b.{{0,40}}
    ({_PLATFORMS})( ({_PLATFORMS}))*
    \d+[smhd]( ?\d+ (second|minute|hour|day)s? ago)?
    replying to( \w+){{1,6}}
    thanks twitter will use this\b.{{0,60}}
    twitter may be over capacity\b.{{0,120}}
    (posted|shared) (on|via) (twitter|facebook|x)
"""
_SUBSCRIPTION = r"""
    (subscribe|sign ?up)\b.{0,140}
    ((our|the|daily|weekly|e ?mail) )*newsletters?( sign ?up)?
    join our (newsletter|mailing list)\b.{0,60}
    get ((the|our|all|your) )*(latest|breaking|daily|top|news|free)\b.{0,100}(inbox|e ?mail|newsletter|alerts?|phone)
    (enter )?your e ?mail( address)?\b.{0,80}
    support us
    (support|donate to) (our (work|journalism|site)|independent)\b.{0,60}
    donate( (now|here))?
    become a (member|subscriber|patron)\b.{0,60}
    already a (subscriber|member)\b.{0,40}
    (you have|you've|you’ve) (read|reached)\b.{0,40}articles\b.{0,40}
    thank you for subscribing\b.{0,40}
"""
_NOTICE = r"""
    ((this|our|the) )?(web ?site|site|page|we) uses? cookies\b.{0,180}
    (accept|manage|reject|allow)( all)?( our)? cookies
    cookies? (policy|settings|preferences|notice)
    by (continuing|clicking|using|subscribing)\b.{0,40}\b(you|our) .{0,140}(cookies|terms|policy|privacy)\b.{0,60}
    privacy (policy|notice|settings)
    terms( of (use|service))?( and conditions)?( privacy policy)?
    disclaimer|about us|contact( us)?
    copyright( \d{4}\b.{0,120})?
    copyright (by )?\w{1,30}( \w{1,30}){0,3}
    .{0,120}\ball rights reserved\b.{0,90}
    (this (material|article|story)|it) may not be (published|reproduced|broadcast)\b.{0,120}
    powered by\b.{0,40}
    (the )?views expressed\b.{0,160}
"""
_COMMENTS = r"""
    (leave|post|add|write|submit) (a|your|an) (comment|reply|response)
    (no )?comments?( \d+)?
    \d+ comments?
    cancel reply
    join the (conversation|discussion|debate)\b.{0,40}
    be the first to (comment|reply)\b.{0,40}
    comments (are|is) (closed|off|disabled)\b.{0,40}
    (view|show|read|see|load)( (all|more))?( \d+)? comments
    (log ?in|sign ?in|register) to (comment|reply|post|leave)\b.{0,40}
    your e ?mail address will not be published\b.{0,60}
    have your say
    what do you think
"""
_LIST_HEADING = r"""
    (prev|previous|next|older|newer) (posts?|article|story|news|entry)
    (hot|trending|popular) (topics?|news|stories|posts?|now)
    (related|similar|recommended|suggested|featured) (articles?|posts?|stories|story|news|content|topics?)
    (related|similar|recommended|suggested|featured) (coverage|reading|reads|links|items|reports)
    (related|recommended|trending|recommendations)( (for you|now))?
    ((you )?(may|might) also|you might) (like|be interested in)\b.{0,20}
    (other|more|latest|recent|top|further|all) (news|stories|articles|posts|headlines|updates)( (from|on)( \w+){1,3})?
    more (from|on|about)( \w+){1,5}
    (read|see|also) (also|more|next|read)( (on|about|in)( \w+){1,3})?
    latest( from( \w+){1,4})?
    most (read|popular|viewed|shared|recent|commented)( \w+){0,2}
    editor['’]?s?['’]? (picks?|choice)
    (do not|don['’]?t) miss( (it|this))?
    in this section|what to read next|up next|must reads?|keep reading|in other news|in case you missed it
    (from )?around the web
    elsewhere on( \w+){1,4}
"""
_INLINE_LIST = re.compile(
    r"\W{0,3}(?:also read|read also|read more|read next|see also|must[- ]read|related(?: article| story| news)?s?|"
    r"more on this|watch|read|recommended|next post|prev(?:ious)? post)\s{0,2}(?::|»|>|\|)\s*(?=\S)",
    re.IGNORECASE,
)
_AGENCY = r"(?:AP|AFP|Reuters|EPA(?:-EFE)?|Getty(?: Images)?|Anadolu(?: Agency)?|AA|Xinhua|SANA|SOHR|Handout|UN)"
_IMAGE = r"(?:photo|image|picture|pic|photograph|illustration)"
_BEFORE_CREDIT = r"[^.!?]{1,200}[.!?]?\s?[(\[]"
_CREDIT = re.compile(
    rf"[(\[]?(?:file )?{_IMAGE}s?(?: file| credit| courtesy| by| source| taken)?(?: of)?\s?[:/|©].{{1,110}}"
    rf"|[(\[]?(?:{_IMAGE}|video|map|graphic)s? (?:by|credit|courtesy of|via|from)\b.{{1,80}}"
    rf"|[(\[]?{_AGENCY}\s?(?:File |Stock )?(?:Photos?|Images?|Pictures?|File)\b.{{0,70}}"
    r"|[(\[]?(?:additional )?(?:reporting|writing|editing|edited|written|translated|compiled) by .{1,130}"
    r"|(?:credit|source)s?\s?: [^.]{0,60}"
    rf"|{_BEFORE_CREDIT}(?:[^()\[\]]{{0,40}}[/|,] ?)?{_AGENCY}[^()\[\]]{{0,40}}"
    r"(?:Photo|File|Images|Handout)[^()\[\]]{0,40}[)\]]"
    rf"|{_BEFORE_CREDIT}(?:file photo|photo|file)\s?[:/|][^()\[\]]{{1,60}}[)\]]",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\W{0,3}(?:(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S+\s?){1,5}|\S{1,64}@[\w.-]{1,64}\.\w{2,10}"
)
_COUNT = re.compile(r"\W{0,2}\d[\d.,]{0,9}[KkMm]?\W{0,2}")
INLINE_ADVERTISEMENT = re.compile(r"[-–—]\s?advertisements?\s?[-–—]", re.IGNORECASE)


def _compiled(table: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line.strip()})" for line in table.strip().splitlines()))


_RULES = tuple(
    (reason, _compiled(table))
    for reason, table in (
        ("advertisement", _ADVERTISEMENT),
        ("social", _SOCIAL),
        ("subscription", _SUBSCRIPTION),
        ("comments", _COMMENTS),
        ("notice", _NOTICE),
        ("navigation", _NAVIGATION),
    )
)
_HEADING = _compiled(_LIST_HEADING)


def reason_to_skip(line: str, after: str | None = None) -> str | None:
    """Why a whole line is no part of a report, or None.

    `after` is the reason for which the line before it was skipped: a bare number is a count of likes
    only after another such button.
    """
    line = line.strip()
    if not line or len(line) > _LONGEST:
        return None
    if is_list_heading(line):
        return "list heading"
    if _LINK.fullmatch(line):
        return "link"
    if _CREDIT.fullmatch(line):
        return "credit"
    if _COUNT.fullmatch(line):
        return "social" if after == "social" else None
    words = _words(line)
    if not words:
        return "decoration"
    return next((reason for reason, rule in _RULES if rule.fullmatch(words)), None)


def is_list_heading(line: str) -> bool:
    """Whether a line announces a list of other stories ("Related Articles", "Next Post")."""
    return len(line) < 60 and _HEADING.fullmatch(_words(line)) is not None


def list_prefix(line: str) -> int:
    """How many characters of a line say that another story follows on it ("Also read: …"); 0 if none."""
    match = _INLINE_LIST.match(line)
    return match.end() if match else 0


def _words(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold().replace("©", " copyright ").replace("(c)", " copyright ")))
