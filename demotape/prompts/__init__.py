"""Help with prompts: words to choose from, how they are written in and taken out, and what is worth keeping."""
