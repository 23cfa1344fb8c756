"""A small fictional council, to try everything without an account with anybody. Never loaded in production."""

from service.demo.loading import SignIn, kept_sign_ins, load_council

__all__ = ["SignIn", "kept_sign_ins", "load_council"]
