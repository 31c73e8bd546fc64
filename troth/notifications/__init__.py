"""Who is told what, when: reads the timeline, writes, sends, and says so on the timeline."""
