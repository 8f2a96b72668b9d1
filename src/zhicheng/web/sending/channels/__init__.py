"""The ways by which a message leaves the platform: e-mail, webhook, and those an installation brings (SMS, office chat)."""
