"""How a prompt is read, step by step: words and numbers (`reader`), clauses and times (`clauses`, `timeline`,
`sections`), wishes (`wishes`), and what they come to (`which_style`, `casting`, `character`, `layout`, `key`).
`telling` puts into words what was understood. `vocabulary` holds the word tables.
"""
