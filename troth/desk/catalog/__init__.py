"""Items: intake, evaluation, photos, prices, import and export."""
