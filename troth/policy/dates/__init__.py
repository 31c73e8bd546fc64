"""Days and instants: calendars, promises, windows, delays and estimates."""
