"""Nothing of this app is registered: administrators keep the portal, they do not see clues."""
