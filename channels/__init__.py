"""Transports: plain values in, plain values out. They know no web framework, no database and not the service."""
