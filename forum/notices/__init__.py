"""Who is told of what in the forum.

`concerned.py` turns a fact into people with reasons, `matters.py` says how it reads for one of
them, `reactions.py` is what the wiring calls. Delivering is `portal.notifications.telling`.
"""
