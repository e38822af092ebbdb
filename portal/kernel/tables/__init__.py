"""Tables people bring and take away: files, rows that are checked one by one, and their form."""
