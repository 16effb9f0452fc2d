"""What a curator uses: the audit of an article against its rows, and the draft of new rows.

`commands.audit` and `commands.draft` print; `accounts.compare` and `drafts.make_draft` return what
they print. The path from an article to charts is told in `docs/curating.md`.
"""
