"""Log-ins of counties by OpenID Connect, on top of django-allauth.

`oidc` holds what is stricter than allauth's own client, `http` how we speak to providers,
`adapter` who may come in and as whom.
"""
