"""The chart forms: each draws any rows with bounds on any matplotlib axes."""
