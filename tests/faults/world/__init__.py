"""The world outside, for the fault runs: phones, mailboxes and a printer that misbehave as a seed says, and a journal."""
