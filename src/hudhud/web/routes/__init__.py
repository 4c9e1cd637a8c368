"""The routes, one module a page or kind of answer."""
