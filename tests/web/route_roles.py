"""The least role that each route takes. A route without a row here fails `test_routes_and_roles.py`."""

from __future__ import annotations

ROLES_OF_ROUTES = {
    ("GET", "/"): "viewer",
    ("GET", "/incident/{name}"): "viewer",
    ("GET", "/document/{name}"): "viewer",
    ("GET", "/review"): "reviewer",
    ("GET", "/review/{name}"): "reviewer",
    ("POST", "/review/{name}"): "reviewer",
    ("GET", "/log"): "viewer",
    ("MOUNT", "/static"): "public",
    ("GET", "/sign-in"): "public",
    ("POST", "/sign-in"): "public",
    ("POST", "/sign-out"): "viewer",
    ("GET", "/invitation/{secret}"): "public",
    ("POST", "/invitation/{secret}"): "public",
    ("GET", "/me"): "viewer",
    ("POST", "/me/password"): "viewer",
    ("POST", "/me/sessions/end"): "viewer",
    ("POST", "/me/preferences"): "viewer",
    ("POST", "/me/tokens"): "viewer",
    ("POST", "/me/tokens/{number}/revoke"): "viewer",
    ("GET", "/people"): "administrator",
    ("POST", "/people/invitations"): "administrator",
    ("POST", "/people/invitations/{number}/withdraw"): "administrator",
    ("POST", "/people/{number}/role"): "administrator",
    ("POST", "/people/{number}/disable"): "administrator",
    ("POST", "/people/{number}/enable"): "administrator",
    ("POST", "/people/{number}/reset"): "administrator",
    ("GET", "/api/openapi.json"): "viewer",
    ("GET", "/api/me"): "viewer",
}
