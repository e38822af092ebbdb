"""What is looked for, without anybody: counts for the curators' report (docs/decisions/0207)."""
