"""Courses out of folders of Markdown that were written for something else: mdBook, MkDocs, Docusaurus, Jekyll …

A folder goes through in this order:

- `sources`    what lies in it, and `decoding` the bytes of each page
- `outlines`   its order, from `summaries`, `navigation` or `folders`, what pages link to besides (`linked`), and its
               languages (`tongues`)
- `placing`    which file becomes which lesson of which module, under which name and id
- `pages`      one page: `fronts` (fields); by lines `including`, `templates` with `values`, `mdx`, `components`, `indents`,
               `roles`, `formulas`, `containers`, `attributes`; by tokens `foreign` and `structure` with `rawhtml`
- `linking`    where its links go now
- `mending`    what the reader itself still complains about
- `writing`    the course folder, beside its place and renamed at the end
"""
