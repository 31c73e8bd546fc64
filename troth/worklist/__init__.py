"""What staff have to do: tasks with a role, an owner and a due time."""
