"""Pictures that the server draws: shapes and columns as plain numbers for an inline SVG."""
