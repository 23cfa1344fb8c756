"""Text made accessible: pure, with no web framework and no database."""
