"""The words that the Band understands: data only, in English and, for the common ones, German, French and Spanish.

Words stand in lower case, without accents and hyphens: `lo fi` is found as "Lo-Fi", `flote` as "Flöte". Other ways to
say the same are parted by `|`. A plural with an `s` need not be listed. The longest words win: `string quartet` is
no `string`. No words stand in two tables.
"""
