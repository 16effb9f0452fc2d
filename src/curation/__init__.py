"""What a curator uses: the audit of an article against its rows, and the draft of new rows."""
