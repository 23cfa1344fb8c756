"""Making a rendered page fit to be mailed."""

from __future__ import annotations

from css_inline import CSSInliner

# Nothing is fetched, from the network or the disk: an email must not depend on either. Media queries stay in <style>.
_inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def inline(html: str) -> str:
    """Move the rules of ``<style>`` into ``style`` attributes, as mail readers need them. Takes a whole document."""
    return _inliner.inline(html)
