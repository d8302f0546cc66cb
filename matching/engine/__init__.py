"""What makes clues of rules: whom a change touches, whom a rule looks at, and what it finds."""
