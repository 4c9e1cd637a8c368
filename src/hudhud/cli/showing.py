"""What stands below an incident on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from hudhud import pipeline
from hudhud.ledger import StoredLink
from hudhud.publish import terminal
from hudhud.publish.decisions import file_words, judgement_table
from hudhud.publish.reasons import LinkLine, covers_text, revision_table, why_table


def below(
    view: pipeline.View, links: Sequence[StoredLink], moved: Sequence[pipeline.Revision]
) -> Iterator[RenderableType]:
    """What stands below an incident: what persons decided, what it covers, how it moved, why it is one."""
    one = view.incidents[0]
    names = {m.mention.id: m.doc_id for m in one.members}
    touched = list(view.judged.touched(one.members))
    if touched:
        yield judgement_table(touched)
    own = {m.mention.id for m in one.members} | {old for old, new in view.judged.home.items() if new in names}
    for flag in view.judged.flags:
        if flag.mention in own:
            yield Text(f"! {terminal.safe(flag.text)}", style="yellow")
    for ruled in view.attached(one):
        decision = ruled.decision
        what = f"Attached: {file_words((decision.after or {}).get('file'))}"
        yield Text(f"{what}, by {terminal.safe(decision.actor)}, decision {decision.seq}", style="cyan")
    changed = view.since_accepted(one)
    if changed is not None:
        yield Text(terminal.safe(changed) or "Accepted; nothing changed since.", style="yellow" if changed else "green")
    covered = covers_text(one.id, view.covers)
    if covered is not None:
        yield covered
    if moved:
        yield revision_table(moved)
    if links:
        yield why_table([LinkLine(names[x.one], names[x.other], x.weight, x.comparisons) for x in links])
