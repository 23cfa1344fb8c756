"""The door for programs: version 1. What it takes and gives is told by its own description, made from this code."""
