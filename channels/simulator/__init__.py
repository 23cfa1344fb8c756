"""The outside world for a run without accounts: Twilio, phones, mailboxes, the printer's tray and the post.

A program of its own, on the wire: nothing in the service imports it, and it refuses to start in production.
"""
