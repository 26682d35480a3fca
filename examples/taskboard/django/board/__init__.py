"""The taskboard as a Django app: its tables, its functions, its people and its seed."""
