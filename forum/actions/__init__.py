"""What people do in the forum: rule, change, fact, in one transaction each."""
