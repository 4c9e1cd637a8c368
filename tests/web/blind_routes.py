"""What each route could tell of a drawn incident. A route without a row here fails `test_blindness.py`.

`{incident}`, `{document}` and `{mention}` stand for those of the incident.
"""

from __future__ import annotations

TELLS = {
    ("GET", "/"): "/",
    ("GET", "/incidents"): "/incidents",
    ("GET", "/incidents/points"): "/incidents/points",
    ("GET", "/incidents/export"): "/incidents/export?profile=csv&public=no",
    ("GET", "/incident/{name}"): "/incident/{incident}",
    ("GET", "/document/{name}"): "/document/{document}",
    ("GET", "/answers"): "/answers?question=surprise&ask=1&harm=killed&incident={incident}",
    ("GET", "/review/{name}"): "/review/{incident}",
    ("GET", "/log"): "/log",
    ("GET", "/api/incidents"): "/api/incidents",
    ("GET", "/api/incidents/{name}"): "/api/incidents/{mention}",
    ("GET", "/api/decisions"): "/api/decisions",
    ("POST", "/review/{name}"): "/review/{incident}",
    ("POST", "/incident/{name}/attachments"): "/incident/{incident}/attachments",
    ("POST", "/incident/{name}/attachments/undo"): "/incident/{incident}/attachments/undo",
}
"""Routes that tell whoever may know it: asked this way they must show it to the first coder and not to the second."""

TELLS_ONCE_CODED = {("GET", "/agreement")}
"""Two codings side by side, of which there are none before."""

OPENS = {("POST", "/coding/{name}/open")}
"""Shows it all the same, and the coder is no second one any more."""

NOTHING_OF_INCIDENTS = {
    ("POST", "/views"), ("POST", "/views/{number}/delete"), ("GET", "/feeds"), ("MOUNT", "/static"),
    ("MOUNT", "/static/outlines"), ("GET", "/incidents/policy.yaml"), ("GET", "/incidents/{name}"),
    ("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out"), ("GET", "/invitation/{secret}"),
    ("POST", "/invitation/{secret}"), ("GET", "/me"), ("POST", "/me/password"), ("POST", "/me/sessions/end"),
    ("POST", "/me/preferences"), ("POST", "/me/tokens"), ("POST", "/me/tokens/{number}/revoke"), ("GET", "/people"),
    ("POST", "/people/invitations"), ("POST", "/people/invitations/{number}/withdraw"),
    ("POST", "/people/{number}/role"), ("POST", "/people/{number}/disable"), ("POST", "/people/{number}/enable"),
    ("POST", "/people/{number}/reset"), ("GET", "/api/openapi.json"), ("GET", "/api/me"), ("GET", "/api/health"),
    ("GET", "/api/codebook"),
}  # fmt: skip

REPORTS_ALONE = {
    ("GET", "/attachment/{digest}"): "/attachment/" + "0" * 64,
    ("GET", "/attachment/{digest}/picture"): "/attachment/" + "0" * 64 + "/picture",
    ("GET", "/documents"): "/documents?words=the",
    ("GET", "/answers/{name}.svg"): "/answers/trend.svg?question=trend&ask=1",
    ("GET", "/review"): "/review",
    ("GET", "/coding"): "/coding",
    ("POST", "/coding/{name}"): "/coding/{incident}",
    ("POST", "/agreement/share"): "/agreement/share",
    ("POST", "/agreement/{number}"): "/agreement/1",
    ("GET", "/api/documents/{name}"): "/api/documents/{document}",
    ("GET", "/api/search"): "/api/search?words=the",
    ("POST", "/api/decisions"): "/api/decisions",
}
"""Texts as captured, sums, or what waits: tried for the second coder alone."""
