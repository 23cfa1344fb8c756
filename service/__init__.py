"""The service: decides, records, sends and asks people. See README for the map of the house."""
